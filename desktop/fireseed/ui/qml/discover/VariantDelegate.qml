// One variant in plain words, what it needs, and what can be done with it now.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

Card {
    id: card

    required property string key
    required property string plain
    required property string quality
    required property bool recommended
    required property string size
    required property string memory
    required property bool fits
    required property int action
    required property double fraction
    required property double verified
    required property string progress
    required property string chatModel
    signal download
    signal chat
    signal openDownloads

    implicitHeight: content.implicitHeight + 28
    border.color: recommended ? Theme.accent : Theme.hairline

    RowLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: 16
        spacing: 16

        ColumnLayout {
            spacing: 4

            RowLayout {
                spacing: 8

                Label {
                    font.weight: Font.Medium
                    text: [card.plain, card.quality].filter(word => word !== "").join(", ")
                    Layout.fillWidth: !badge.visible
                    elide: Text.ElideRight
                }

                Badge {
                    id: badge

                    visible: card.recommended
                    tone: Badge.Accent
                    text: qsTr("Recommended")
                }
            }

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                kind: Label.Small
                color: card.fits ? Theme.muted : Theme.caution
                text: card.size + " · " + card.memory
            }

            Label {
                Layout.fillWidth: true
                elide: Text.ElideMiddle
                kind: Label.Small
                quiet: true
                mono: true
                text: card.key
            }
        }

        ColumnLayout {
            Layout.preferredWidth: 150
            Layout.maximumWidth: 150
            visible: card.action === OfferPane.PROGRESS
            spacing: 4

            ProgressBar {
                Layout.fillWidth: true
                value: card.fraction
                verified: card.verified
                Accessible.name: qsTr("Download")
            }

            Label {
                Layout.alignment: Qt.AlignRight
                kind: Label.Small
                quiet: true
                text: card.progress
            }
        }

        Button {
            visible: card.action === OfferPane.DOWNLOAD
            kind: card.recommended ? Button.Primary : Button.Quiet
            symbol: "downloads"
            text: qsTr("Download")
            onClicked: card.download()
        }

        Button {
            visible: card.action === OfferPane.ATTENTION
            text: card.progress
            hint: qsTr("Open Downloads")
            onClicked: card.openDownloads()
        }

        Button {
            visible: card.action === OfferPane.CHAT
            kind: Button.Primary
            symbol: "chat"
            text: qsTr("Chat")
            onClicked: card.chat()
        }
    }
}
