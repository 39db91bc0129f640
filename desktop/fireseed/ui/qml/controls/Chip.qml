// A choice that is on or off, in a row of its kind.
import QtQuick
import QtQuick.Templates as T
import ".."

T.Button {
    id: chip

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.round(30 * Math.max(1, Theme.scale))
    leftPadding: 12
    rightPadding: 12
    checkable: true
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    font.pixelSize: Theme.small
    font.weight: Font.Medium
    Accessible.name: text

    contentItem: Text {
        text: chip.text
        textFormat: Text.PlainText
        elide: Text.ElideRight
        font: chip.font
        color: chip.checked ? Theme.tintAccent : Theme.text
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
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
}
