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
    signal download

    implicitHeight: content.implicitHeight + 40
    border.color: leading ? Theme.accent : Theme.hairline
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    ColumnLayout {
        id: content

        x: 20
        y: 20
        width: parent.width - 40
        height: parent.height - 40
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
            kind: Label.Small
            lineHeight: 1.3
            text: card.summary
        }

        Item {
            Layout.fillHeight: true
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

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: qsTr("%1. %2").arg(card.licence).arg(card.licenceSentence)
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
