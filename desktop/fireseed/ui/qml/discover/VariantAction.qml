// What can be done with a variant now: download it, look at its download, or chat.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import "../controls"

RowLayout {
    id: root

    required property int action
    required property string words
    required property string progress
    required property double fraction
    required property double verified
    required property bool leading
    signal download
    signal chat
    signal openDownloads

    ColumnLayout {
        Layout.preferredWidth: 140
        visible: root.action === OfferVariants.PROGRESS
        spacing: 4

        ProgressBar {
            Layout.fillWidth: true
            value: root.fraction
            verified: root.verified
            Accessible.name: qsTr("Download")
        }

        Label {
            Layout.alignment: Qt.AlignRight
            kind: Label.Small
            quiet: true
            text: root.progress
        }
    }

    Button {
        visible: root.action === OfferVariants.DOWNLOAD
        kind: root.leading ? Button.Primary : Button.Quiet
        symbol: "downloads"
        text: qsTr("Download")
        Accessible.name: qsTr("Download %1").arg(root.words)
        onClicked: root.download()
    }

    Button {
        visible: root.action === OfferVariants.ATTENTION
        text: root.progress
        hint: qsTr("Open Downloads")
        onClicked: root.openDownloads()
    }

    Button {
        visible: root.action === OfferVariants.CHAT
        kind: Button.Primary
        symbol: "chat"
        text: qsTr("Chat")
        onClicked: root.chat()
    }
}
