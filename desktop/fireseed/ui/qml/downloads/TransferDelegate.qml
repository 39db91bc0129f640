// One download: a thick quiet bar whose proven part is darker, and the figures of the moment.
import QtQuick
import QtQuick.Layouts
import Fireseed.Shell
import ".."
import "../controls"

Card {
    id: card

    required property string key
    required property string title
    required property string variant
    required property string status
    required property string chatModel
    required property bool done
    required property bool failed
    required property double fraction
    required property double verified
    required property string amount
    required property string speed
    required property string remaining
    required property string source
    required property string problem
    required property string advice
    required property string details
    required property string digest
    required property bool pausable
    required property bool resumable
    required property bool cancellable
    signal paused
    signal resumed
    signal cancelled
    signal chat

    implicitHeight: content.implicitHeight + 28
    Accessible.role: Accessible.ListItem
    Accessible.name: title
    Accessible.description: status

    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: 16
        anchors.rightMargin: 12
        spacing: 10

        RowLayout {
            spacing: 8

            ColumnLayout {
                spacing: 2

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    font.weight: Font.Medium
                    text: card.title
                }

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: true
                    text: [card.variant, card.amount, card.speed, card.remaining, card.source].filter(fact => fact !== "").join(" · ")
                }
            }

            Badge {
                id: badge

                tone: card.done ? Badge.Good : card.failed ? Badge.Bad : Badge.Plain
                symbol: card.done ? "verified" : ""
                text: card.status

                HoverHandler {
                    id: over
                }

                Tooltip {
                    text: card.digest !== "" ? "SHA-256 " + card.digest : ""
                    wanted: over.hovered
                }
            }

            IconButton {
                visible: card.pausable
                symbol: "pause"
                text: qsTr("Pause")
                onClicked: card.paused()
            }

            IconButton {
                visible: card.resumable
                symbol: "play"
                text: qsTr("Resume")
                onClicked: card.resumed()
            }

            IconButton {
                visible: card.details !== ""
                symbol: "copy"
                text: qsTr("Copy details")
                onClicked: Clipboard.copy(card.details)
            }

            IconButton {
                visible: card.cancellable
                symbol: "close"
                text: qsTr("Cancel the download")
                onClicked: card.cancelled()
            }

            Button {
                visible: card.chatModel !== ""
                symbol: "chat"
                text: qsTr("Chat")
                onClicked: card.chat()
            }
        }

        ProgressBar {
            Layout.fillWidth: true
            Layout.rightMargin: 4
            visible: !card.done
            ink: card.pausable ? Theme.accent : Theme.muted
            value: card.fraction
            verified: card.verified
            Accessible.name: card.title
        }

        Notice {
            Layout.fillWidth: true
            Layout.rightMargin: 4
            visible: card.problem !== ""
            tone: card.failed ? Badge.Bad : Badge.Caution
            title: card.problem
            advice: card.advice
        }
    }
}
