// The foot of a card: the button, then how far the download is, then what went wrong with it.
import QtQuick
import QtQuick.Layouts
import Fireseed.Chat
import ".."
import "../controls"

ColumnLayout {
    id: step

    required property int stage
    required property bool leading
    required property string title
    required property string source
    required property string status
    required property real fraction
    required property real verified
    required property string problem
    required property string advice
    signal download

    spacing: 6

    Button {
        Layout.fillWidth: true
        visible: step.stage === Welcome.ASKING || step.stage === Welcome.OFFERED
        enabled: step.stage === Welcome.OFFERED
        kind: step.leading ? Button.Primary : Button.Quiet
        symbol: enabled ? "downloads" : ""
        text: enabled ? qsTr("Download and chat") : qsTr("Asking the hubs …")
        Accessible.name: enabled ? qsTr("Download %1 and chat").arg(step.title) : text
        onClicked: step.download()
    }

    // As high as the button whose place it takes: nothing above it moves.
    Item {
        Layout.fillWidth: true
        visible: step.stage === Welcome.DOWNLOADING
        implicitHeight: Theme.control

        ProgressBar {
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            value: step.fraction
            verified: step.verified
            Accessible.name: qsTr("Download")
        }
    }

    Label {
        Layout.fillWidth: true
        visible: step.problem !== ""
        wrapMode: Text.Wrap
        kind: Label.Small
        color: Theme.bad
        text: qsTr("%1. %2").arg(step.problem).arg(step.advice)
    }

    Button {
        Layout.fillWidth: true
        visible: step.stage === Welcome.FAILED
        symbol: "again"
        text: qsTr("Try again")
        onClicked: step.download()
    }

    Label {
        Layout.fillWidth: true
        visible: step.stage !== Welcome.FAILED
        horizontalAlignment: Text.AlignHCenter
        elide: Text.ElideMiddle
        kind: Label.Small
        quiet: true
        text: step.stage === Welcome.DOWNLOADING ? step.status : step.source
    }
}
