// A model that was picked for this machine: what it is, what it costs, and the one button.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

Card {
    id: card

    required property int place
    required property bool leading
    required property string title
    required property string summary
    required property string size
    required property string speed
    required property real weights
    required property real context
    required property real working
    required property real free
    required property string memory
    required property string licence
    required property string licenceSentence
    required property string source
    required property int stage
    required property string status
    required property real fraction
    required property real verified
    required property string problem
    required property string advice
    // The window is low: long sentences give way, so that the starter below stays in sight.
    property bool cramped: false
    readonly property int margin: cramped ? 16 : 20
    signal download

    implicitHeight: content.implicitHeight + 2 * margin
    border.color: leading ? Theme.accent : Theme.hairline
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    ColumnLayout {
        id: content

        x: card.margin
        y: card.margin
        width: parent.width - 2 * card.margin
        height: parent.height - 2 * card.margin
        spacing: 6

        Badge {
            tone: card.leading ? Badge.Accent : Badge.Plain
            text: [qsTr("Fast"), qsTr("Balanced"), qsTr("Strongest")][card.place]
        }

        Label {
            Layout.fillWidth: true
            Layout.topMargin: 2
            wrapMode: Text.Wrap
            font.pixelSize: Math.round(17 * Theme.scale)
            font.weight: Font.DemiBold
            text: card.title
        }

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            maximumLineCount: card.cramped ? 3 : 8
            elide: Text.ElideRight
            kind: Label.Small
            lineHeight: card.cramped ? 1.15 : 1.3
            text: card.summary
        }

        Item {
            Layout.fillHeight: true
        }

        Label {
            id: licence

            Layout.fillWidth: true
            wrapMode: Text.Wrap
            maximumLineCount: card.cramped ? 3 : 8
            elide: Text.ElideRight
            kind: Label.Small
            quiet: true
            text: qsTr("%1. %2").arg(card.licence).arg(card.licenceSentence)

            HoverHandler {
                id: pointer
            }

            Tooltip {
                text: licence.text
                wanted: pointer.hovered && licence.truncated
            }
        }

        FirstFacts {
            Layout.fillWidth: true
            size: card.size
            speed: card.speed
            memory: card.memory
            weights: card.weights
            context: card.context
            working: card.working
            free: card.free
        }

        DownloadStep {
            Layout.fillWidth: true
            Layout.topMargin: 6
            stage: card.stage
            leading: card.leading
            title: card.title
            source: card.source
            status: card.status
            fraction: card.fraction
            verified: card.verified
            problem: card.problem
            advice: card.advice
            onDownload: card.download()
        }
    }
}
