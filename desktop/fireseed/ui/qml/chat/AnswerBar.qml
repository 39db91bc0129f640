// Under an answer: copy, answer again, its versions, and how fast it came.
import QtQuick
import Fireseed.Chat
import Fireseed.Shell
import ".."
import "../controls"

Row {
    id: bar

    required property ChatPage page
    required property string key
    required property bool interrupted
    required property int version
    required property int versions
    required property string rate
    required property bool shown

    spacing: 2
    opacity: shown || copy.visualFocus || again.visualFocus || earlier.visualFocus || later.visualFocus ? 1 : 0

    Behavior on opacity {
        NumberAnimation {
            duration: Theme.quick
        }
    }

    IconButton {
        id: copy

        symbol: copied.running ? "check" : "copy"
        text: copied.running ? qsTr("Copied") : qsTr("Copy the answer")
        onClicked: {
            Clipboard.copy(bar.page.textOf(bar.key));
            copied.restart();
        }

        Timer {
            id: copied

            interval: 1600
        }
    }

    IconButton {
        id: again

        symbol: "again"
        text: qsTr("Answer again")
        enabled: !bar.page.answering
        onClicked: bar.page.regenerate(bar.key)
    }

    Row {
        visible: bar.versions > 1

        IconButton {
            id: earlier

            symbol: "chevron-left"
            text: qsTr("Earlier answer")
            enabled: bar.version > 1 && !bar.page.answering
            onClicked: bar.page.turn(bar.key, -1)
        }

        Label {
            anchors.verticalCenter: parent.verticalCenter
            kind: Label.Small
            quiet: true
            text: qsTr("%1/%2").arg(bar.version).arg(bar.versions)
        }

        IconButton {
            id: later

            symbol: "chevron-right"
            text: qsTr("Later answer")
            enabled: bar.version < bar.versions && !bar.page.answering
            onClicked: bar.page.turn(bar.key, 1)
        }
    }

    Label {
        anchors.verticalCenter: parent.verticalCenter
        leftPadding: 8
        visible: text !== ""
        kind: Label.Small
        quiet: true
        text: bar.interrupted ? qsTr("Interrupted; what had come is kept") : bar.rate
    }
}
