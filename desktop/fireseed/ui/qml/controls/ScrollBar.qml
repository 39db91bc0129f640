// A thin quiet bar that widens under the pointer.
import QtQuick
import QtQuick.Templates as T
import ".."

T.ScrollBar {
    id: bar

    implicitWidth: implicitContentWidth + 4
    implicitHeight: implicitContentHeight + 4
    padding: 2
    minimumSize: 0.06
    visible: policy !== T.ScrollBar.AlwaysOff && size < 1

    contentItem: Rectangle {
        implicitWidth: bar.hovered || bar.pressed ? 8 : 6
        implicitHeight: implicitWidth
        radius: width / 2
        color: Theme.muted
        opacity: bar.pressed ? 0.8 : bar.hovered ? 0.6 : bar.active ? 0.4 : 0.22
    }
}
