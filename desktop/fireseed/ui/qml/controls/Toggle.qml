// A switch: on at once, nothing to save.
import QtQuick
import QtQuick.Templates as T
import ".."

T.Switch {
    id: toggle

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.control, implicitContentHeight)
    leftPadding: indicator.width + (text !== "" ? 12 : 0)
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    font.pixelSize: Theme.body
    Accessible.name: text

    indicator: Rectangle {
        y: Math.round((toggle.height - height) / 2)
        width: 40
        height: 24
        radius: 12
        color: toggle.checked ? Theme.accent : "transparent"
        border.width: toggle.checked ? 0 : 1
        border.color: Theme.edge

        Rectangle {
            x: toggle.checked ? parent.width - width - 4 : 4
            anchors.verticalCenter: parent.verticalCenter
            width: 16
            height: 16
            radius: 8
            color: toggle.checked ? Theme.accentInk : Theme.edge

            Behavior on x {
                NumberAnimation {
                    duration: Theme.quick
                }
            }
        }

        FocusRing {
            shown: toggle.visualFocus
            radius: 15
        }
    }

    contentItem: Text {
        text: toggle.text
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        font: toggle.font
        color: Theme.text
        verticalAlignment: Text.AlignVCenter
    }
}
