// What this computer is, in one line; as a symbol with a tooltip where there is little room.
import QtQuick
import ".."
import "../controls"

Item {
    id: machine

    required property string text
    required property bool narrow

    implicitHeight: narrow ? Theme.control : Math.max(28, line.implicitHeight + 8)
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Icon {
        x: Math.round((machine.width - width) / 2)
        anchors.verticalCenter: parent.verticalCenter
        visible: machine.narrow
        name: "chip"
        color: Theme.tintMuted
    }

    Label {
        id: line

        x: 8
        width: parent.width - 12
        anchors.verticalCenter: parent.verticalCenter
        visible: !machine.narrow
        wrapMode: Text.Wrap
        color: Theme.tintMuted
        kind: Label.Small
        text: machine.text
        Accessible.ignored: true
    }

    HoverHandler {
        id: over
    }

    Tooltip {
        x: machine.width + 6
        y: 0
        text: machine.narrow ? machine.text : ""
        wanted: over.hovered
    }
}
