// One action of a menu.
import QtQuick
import QtQuick.Templates as T
import ".."

T.MenuItem {
    id: item

    property string symbol
    property bool danger: false

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: visible ? Math.round(34 * Math.max(1, Theme.scale)) : 0
    leftPadding: 10
    rightPadding: 14
    font.pixelSize: Theme.body
    hoverEnabled: true
    Accessible.name: text

    contentItem: Row {
        spacing: 10

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: item.symbol !== ""
            name: item.symbol
            size: Math.round(Theme.icon * 0.9)
            color: item.danger ? Theme.bad : Theme.muted
        }

        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: item.text
            textFormat: Text.PlainText
            font: item.font
            color: !item.enabled ? Theme.muted : item.danger ? Theme.bad : Theme.text
        }
    }

    background: Rectangle {
        radius: 6
        color: item.highlighted ? Theme.hover : "transparent"
    }
}
