// One download: a thick quiet bar whose proven part is darker, and the figures of the moment.
import QtQuick
import QtQuick.Layouts
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
    required property bool retryable
    required property bool cancellable
    signal paused
    signal resumed
    signal cancelled
    signal chat(string model)

    implicitHeight: content.implicitHeight + 28
    Accessible.role: Accessible.ListItem
    Accessible.name: title
    Accessible.description: status

    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: 16
        spacing: 8

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
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: true
                    text: [card.variant, card.amount, card.speed, card.remaining, card.source].filter(fact => fact !== "").join(" · ")
                }
            }

            Badge {
                tone: card.done ? Badge.Good : card.failed ? Badge.Bad : Badge.Plain
                symbol: card.done ? "verified" : ""
                text: card.status
            }

            IconButton {
                visible: card.pausable
                symbol: "pause"
                text: qsTr("Pause")
                onClicked: card.paused()
            }

            IconButton {
                visible: card.resumable || card.retryable
                symbol: card.retryable ? "again" : "play"
                text: card.retryable ? qsTr("Try again") : qsTr("Resume")
                onClicked: card.resumed()
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
                onClicked: card.chat(card.chatModel)
            }
        }

        ProgressBar {
            Layout.fillWidth: true
            visible: !card.done
            value: card.fraction
            verified: card.verified
            Accessible.name: card.title
        }

        Label {
            Layout.fillWidth: true
            visible: card.digest !== ""
            elide: Text.ElideMiddle
            kind: Label.Small
            quiet: true
            mono: true
            text: "SHA-256 " + card.digest
        }

        Notice {
            Layout.fillWidth: true
            visible: card.problem !== ""
            tone: card.failed ? Badge.Bad : Badge.Caution
            title: card.problem
            advice: card.advice
        }
    }
}
