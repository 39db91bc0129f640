// One step: its number or a tick, what to do, and the button that does it.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

RowLayout {
    id: step

    property int number: 0
    property bool done: false
    required property string title
    property string hint
    property string action
    property string symbol
    property string tip
    signal acted

    spacing: 12

    Rectangle {
        Layout.alignment: Qt.AlignTop
        visible: step.number > 0 || step.done
        implicitWidth: Math.round(24 * Math.max(1, Theme.scale))
        implicitHeight: implicitWidth
        radius: width / 2
        color: "transparent"
        border.width: 1
        border.color: step.done ? Theme.good : Theme.edge

        Icon {
            anchors.centerIn: parent
            visible: step.done
            name: "check"
            size: Math.round(parent.width * 0.6)
            color: Theme.tintGood
        }

        Label {
            anchors.centerIn: parent
            visible: !step.done
            kind: Label.Small
            color: Theme.tintMuted
            text: step.number
        }
    }

    ColumnLayout {
        Layout.fillWidth: true
        spacing: 1

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            text: step.title
        }

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            wrapMode: Text.Wrap
            kind: Label.Small
            color: Theme.tintMuted
            text: step.hint
        }
    }

    Button {
        visible: step.action !== ""
        symbol: step.symbol
        text: step.action
        hint: step.tip
        onClicked: step.acted()
    }
}
