// One page in the rail: a symbol and its name; the symbol alone where there is little room.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Shell
import ".."
import "../controls"

T.Button {
    id: item

    required property Shell shell
    required property int page
    required property string symbol
    required property bool narrow
    property int count: 0
    readonly property bool current: shell.page === page

    Layout.fillWidth: true
    implicitHeight: Math.round(40 * Math.max(1, Theme.scale))
    leftPadding: narrow ? Math.round((width - Theme.icon) / 2) : 12
    rightPadding: narrow ? 0 : 10
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    font.pixelSize: Theme.body
    font.weight: current ? Font.DemiBold : Font.Normal
    Accessible.role: Accessible.PageTab
    Accessible.name: count > 0 ? text + ", " + count : text
    Accessible.selected: current
    onClicked: shell.page = page
    Keys.onReturnPressed: click()

    contentItem: RowLayout {
        spacing: 12

        Icon {
            name: item.symbol
            color: item.current ? Theme.accent : Theme.text
        }

        Text {
            Layout.fillWidth: true
            visible: !item.narrow
            text: item.text
            textFormat: Text.PlainText
            elide: Text.ElideRight
            font: item.font
            color: Theme.text
        }

        Rectangle {
            visible: item.count > 0 && !item.narrow
            implicitWidth: Math.max(implicitHeight, number.implicitWidth + 12)
            implicitHeight: Math.round(20 * Math.max(1, Theme.scale))
            radius: height / 2
            color: Theme.accentTint

            Text {
                id: number

                anchors.centerIn: parent
                text: item.count
                color: Theme.tintAccent
                font.pixelSize: Math.round(12 * Theme.scale)
                font.weight: Font.DemiBold
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: item.down ? Theme.pressed : item.current || item.hovered ? Theme.hover : "transparent"

        Rectangle {
            visible: item.current
            anchors.verticalCenter: parent.verticalCenter
            width: 3
            height: parent.height - 18
            radius: 1.5
            color: Theme.accent
        }

        Rectangle {
            visible: item.narrow && item.count > 0
            x: 30
            y: 6
            width: 8
            height: 8
            radius: 4
            color: Theme.accent
        }

        FocusRing {
            shown: item.visualFocus
            inset: 0
        }
    }

    Tooltip {
        x: item.width + 6
        y: Math.round((item.height - height) / 2)
        text: item.narrow ? item.text : ""
        wanted: item.hovered
    }
}
