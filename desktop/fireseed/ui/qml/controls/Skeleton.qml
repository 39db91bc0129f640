// Holds the place of text that is on its way.
import QtQuick
import ".."

Rectangle {
    id: skeleton

    property int line: Theme.body

    implicitWidth: 200
    implicitHeight: line
    radius: 4
    color: Theme.tint
    Accessible.ignored: true

    SequentialAnimation on opacity {
        running: skeleton.visible && !Theme.still
        loops: Animation.Infinite

        NumberAnimation {
            from: 1
            to: 0.45
            duration: 900
            easing.type: Easing.InOutSine
        }

        NumberAnimation {
            from: 0.45
            to: 1
            duration: 900
            easing.type: Easing.InOutSine
        }
    }
}
