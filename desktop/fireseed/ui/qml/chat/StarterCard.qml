// The model to begin with: what it is, what it costs, and the one button.
import QtQuick
import QtQuick.Layouts
import Fireseed.Chat
import ".."
import "../controls"

Card {
    id: card

    required property Welcome welcome

    implicitHeight: content.implicitHeight + 48

    ColumnLayout {
        id: content

        x: 24
        y: 24
        width: parent.width - 48
        spacing: 10

        Skeleton {
            visible: card.welcome.phase === Welcome.LOADING
            implicitWidth: 240
            implicitHeight: Theme.title
        }

        Skeleton {
            Layout.fillWidth: true
            visible: card.welcome.phase === Welcome.LOADING
        }

        RowLayout {
            visible: card.welcome.title !== ""
            spacing: 10

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                kind: Label.Title
                text: card.welcome.title
            }

            Badge {
                Layout.alignment: Qt.AlignTop
                tone: Badge.Accent
                text: qsTr("To begin with")
            }
        }

        Label {
            Layout.fillWidth: true
            visible: card.welcome.title !== ""
            wrapMode: Text.Wrap
            lineHeight: 1.4
            text: qsTr("Small and quick. It runs on any computer and shows in a minute how everything works; larger models know more.")
        }

        Label {
            Layout.fillWidth: true
            visible: card.welcome.title !== ""
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: [card.welcome.size, card.welcome.licence].join(" · ") + ". " + card.welcome.licenceSentence
        }

        ProgressBar {
            Layout.fillWidth: true
            Layout.topMargin: 8
            visible: card.welcome.phase === Welcome.DOWNLOADING
            value: card.welcome.progress
            verified: card.welcome.verified
            Accessible.name: qsTr("Download")
        }

        Label {
            Layout.fillWidth: true
            visible: card.welcome.phase === Welcome.DOWNLOADING
            kind: Label.Small
            quiet: true
            text: card.welcome.status
        }

        Button {
            Layout.topMargin: 8
            visible: card.welcome.phase === Welcome.OFFERED
            kind: Button.Primary
            symbol: "downloads"
            text: qsTr("Download and chat")
            onClicked: card.welcome.download()
        }

        ErrorState {
            Layout.fillWidth: true
            visible: card.welcome.phase === Welcome.FAILED
            title: card.welcome.problem
            advice: card.welcome.advice
            details: card.welcome.details
            onRetry: card.welcome.title !== "" ? card.welcome.download() : card.welcome.start()
        }
    }
}
