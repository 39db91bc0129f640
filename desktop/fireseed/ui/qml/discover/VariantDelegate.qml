// One variant in plain words, and what can be done with it now.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

Card {
    id: card

    required property string key
    required property string words
    required property string name
    required property bool leading
    required property bool recommended
    required property bool named
    required property string size
    required property string warning
    required property int action
    required property double fraction
    required property double verified
    required property string progress
    required property string chatModel
    signal download
    signal chat
    signal openDownloads

    implicitHeight: content.implicitHeight + 28
    Accessible.role: Accessible.Grouping
    Accessible.name: words
    border.width: named ? 2 : 1
    border.color: named ? Theme.accent : Theme.hairline

    RowLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: 16
        spacing: 16

        ColumnLayout {
            spacing: 3

            Flow {
                Layout.fillWidth: true
                spacing: 8

                Label {
                    width: Math.min(implicitWidth, parent.width)
                    elide: Text.ElideMiddle
                    font.weight: Font.Medium
                    text: card.words
                }

                Badge {
                    visible: card.recommended
                    tone: Badge.Accent
                    text: qsTr("Recommended")
                }

                Badge {
                    visible: card.named
                    text: qsTr("From your address")
                }
            }

            Label {
                Layout.fillWidth: true
                elide: Text.ElideMiddle
                kind: Label.Small
                quiet: true
                text: [card.size, card.name].filter(fact => fact !== "").join(" · ")
            }

            Label {
                Layout.fillWidth: true
                visible: text !== ""
                wrapMode: Text.Wrap
                kind: Label.Small
                color: Theme.caution
                text: card.warning
            }
        }

        ColumnLayout {
            Layout.fillWidth: false
            Layout.preferredWidth: 140
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
            kind: card.leading ? Button.Primary : Button.Quiet
            symbol: "downloads"
            text: qsTr("Download")
            Accessible.name: qsTr("Download %1").arg(card.words)
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
