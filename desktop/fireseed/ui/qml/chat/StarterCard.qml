// The model that came with Fireseed: sure to run, with no hub at all. `slim` where larger ones are offered above.
import QtQuick
import QtQuick.Layouts
import Fireseed.Chat
import ".."
import "../controls"

Card {
    id: card

    required property Starter starter
    property bool slim: false

    implicitHeight: content.implicitHeight + (slim ? 32 : 48)
    color: slim ? "transparent" : Theme.raised

    ColumnLayout {
        id: content

        x: card.slim ? 20 : 24
        y: card.slim ? 16 : 24
        width: parent.width - 2 * x
        spacing: card.slim ? 6 : 10

        Skeleton {
            visible: card.starter.phase === Starter.LOADING
            implicitWidth: 240
            implicitHeight: Theme.title
        }

        GridLayout {
            visible: card.starter.title !== ""
            columns: card.slim && card.width >= 520 * Theme.scale ? 2 : 1
            columnSpacing: 16
            rowSpacing: 18

            ColumnLayout {
                spacing: card.slim ? 2 : 10

                Flow {
                    Layout.fillWidth: true
                    spacing: 10

                    Label {
                        width: Math.min(implicitWidth, parent.width)
                        wrapMode: Text.Wrap
                        kind: card.slim ? Label.Body : Label.Title
                        font.weight: Font.DemiBold
                        text: card.starter.title
                    }

                    Badge {
                        tone: card.slim ? Badge.Plain : Badge.Accent
                        text: qsTr("To begin with")
                    }
                }

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    lineHeight: card.slim ? 1.2 : 1.4
                    kind: card.slim ? Label.Small : Label.Body
                    text: qsTr("Small and quick. It runs on any computer and shows in a minute how everything works; larger models know more.")
                }

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    kind: Label.Small
                    quiet: true
                    text: [card.starter.size, card.starter.licence].join(" · ") + ". " + card.starter.licenceSentence
                }
            }

            // One button in both shapes: the focus stays on it when the hubs turn out not to answer.
            Button {
                visible: card.starter.phase === Starter.OFFERED
                kind: card.slim ? Button.Quiet : Button.Primary
                symbol: "downloads"
                text: qsTr("Download and chat")
                onClicked: card.starter.download()
            }
        }

        ProgressBar {
            Layout.fillWidth: true
            Layout.topMargin: 8
            visible: card.starter.phase === Starter.DOWNLOADING
            value: card.starter.progress
            verified: card.starter.verified
            Accessible.name: qsTr("Download")
        }

        Label {
            Layout.fillWidth: true
            visible: card.starter.phase === Starter.DOWNLOADING
            kind: Label.Small
            quiet: true
            text: card.starter.status
        }

        ErrorState {
            Layout.fillWidth: true
            visible: card.starter.phase === Starter.FAILED
            title: card.starter.problem
            advice: card.starter.advice
            details: card.starter.details
            onRetry: card.starter.title !== "" ? card.starter.download() : card.starter.start()
        }
    }
}
