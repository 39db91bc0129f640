// The ring around what the keyboard acts on. Child of the control's background; `shown` is its visualFocus.
import QtQuick
import ".."

Rectangle {
    property bool shown: false
    property int inset: -3

    anchors.fill: parent
    anchors.margins: inset
    visible: shown
    color: "transparent"
    border.color: Theme.accent
    border.width: 2
    radius: Theme.radius - inset
}
