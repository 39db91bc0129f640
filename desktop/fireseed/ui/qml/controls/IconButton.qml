// A button that is one symbol. `text` is its name, for the tooltip and for screen readers.
import QtQuick
import QtQuick.Templates as T
import ".."

T.Button {
    id: button

    required property string symbol
    property color ink: Theme.muted
    property int size: Math.round(32 * Math.max(0.9, Theme.scale))

    implicitWidth: size
    implicitHeight: size
    padding: 0
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.name: text

    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.symbol
            size: Math.round(button.size * 0.58)
            color: button.hovered && button.enabled ? Theme.text : button.ink
            opacity: button.enabled ? 1 : 0.4
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: button.down ? Theme.pressed : button.hovered || button.checked ? Theme.hover : "transparent"

        FocusRing {
            shown: button.visualFocus
            inset: 0
        }
    }

    Tooltip {
        text: button.text
        wanted: (button.hovered || button.visualFocus) && !button.down
    }
}
