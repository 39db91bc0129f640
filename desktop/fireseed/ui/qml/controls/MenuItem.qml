// One action of a menu, or the way into another menu. `keys` are what else does it; `marked` is the choice of now.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."

T.MenuItem {
    id: item

    property string symbol
    property string keys
    property bool marked: false
    property bool danger: false

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: visible ? Math.round(34 * Math.max(1, Theme.scale)) : 0
    leftPadding: 10
    rightPadding: subMenu ? 8 : 14
    font.pixelSize: Theme.body
    hoverEnabled: true
    Accessible.name: text
    Accessible.description: keys
    Accessible.checked: marked

    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: RowLayout {
        spacing: 10

        Icon {
            visible: item.symbol !== ""
            name: item.symbol
            size: Math.round(Theme.icon * 0.9)
            color: !item.enabled ? Theme.edge : item.danger ? Theme.bad : Theme.muted
        }

        Text {
            Layout.fillWidth: true
            text: item.text
            textFormat: Text.PlainText
            font: item.font
            color: !item.enabled ? Theme.muted : item.danger ? Theme.bad : Theme.text
        }

        Label {
            Layout.leftMargin: 16
            visible: item.keys !== ""
            kind: Label.Small
            quiet: true
            text: item.keys
        }

        Icon {
            Layout.leftMargin: 16
            visible: item.marked || item.subMenu
            name: item.marked ? "check" : "chevron-right"
            size: Math.round(Theme.icon * 0.8)
            color: item.marked ? Theme.accent : Theme.muted
        }
    }

    background: Rectangle {
        radius: 6
        color: item.highlighted ? Theme.hover : "transparent"
    }
}
