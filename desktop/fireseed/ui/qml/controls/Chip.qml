// A choice that is on or off, in a row of its kind; with a `symbol` behind its text it opens something instead.
import QtQuick
import QtQuick.Templates as T
import ".."

T.Button {
    id: chip

    property string symbol
    property string hint

    readonly property color ink: checked ? Theme.tintAccent : Theme.text

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.round(30 * Math.max(1, Theme.scale))
    leftPadding: 12
    rightPadding: symbol === "" ? 12 : 8
    checkable: true
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    font.pixelSize: Theme.small
    font.weight: Font.Medium
    Accessible.role: checkable ? Accessible.CheckBox : Accessible.ButtonMenu
    Accessible.name: text
    Accessible.description: hint
    Accessible.checkable: checkable
    Accessible.checked: checked
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Row {
        spacing: 4

        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: chip.text
            textFormat: Text.PlainText
            font: chip.font
            color: chip.ink
        }

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: chip.symbol !== ""
            name: chip.symbol
            size: Math.round(Theme.small * 1.1)
            color: chip.ink
        }
    }

    background: Rectangle {
        radius: height / 2
        color: chip.checked ? Theme.accentTint : chip.down ? Theme.pressed : chip.hovered ? Theme.hover : "transparent"
        border.width: 1
        border.color: chip.checked ? Theme.accent : Theme.hairline

        FocusRing {
            shown: chip.visualFocus
            radius: height / 2
        }
    }

    Tooltip {
        text: chip.hint
        wanted: chip.hovered && !chip.down
    }
}
