// A part of the pane that is folded until somebody wants it: its head is a button, its body is made when it opens.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."
import "../controls"

ColumnLayout {
    id: section

    required property string title
    property string summary
    property bool caution: false
    property bool open: false
    default property Component body
    signal opened

    spacing: 0

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: 1
        color: Theme.hairline
    }

    T.Button {
        id: head

        Layout.fillWidth: true
        implicitHeight: Math.max(Theme.control + 8, row.implicitHeight + 16)
        focusPolicy: Qt.StrongFocus
        hoverEnabled: true
        text: section.title
        Accessible.name: section.title
        Accessible.description: section.summary
        Accessible.checkable: true
        Accessible.checked: section.open
        Keys.onReturnPressed: click()
        Keys.onEnterPressed: click()
        onClicked: {
            section.open = !section.open;
            if (section.open)
                section.opened();
        }

        contentItem: RowLayout {
            id: row

            spacing: 8

            Icon {
                name: section.open ? "chevron-down" : "chevron-right"
                size: Math.round(Theme.icon * 0.8)
                color: Theme.muted
            }

            Label {
                font.weight: Font.DemiBold
                text: section.title
            }

            Label {
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignRight
                elide: Text.ElideRight
                kind: Label.Small
                color: section.caution ? Theme.caution : Theme.muted
                text: section.summary
            }
        }

        background: Rectangle {
            radius: Theme.radius
            color: head.down ? Theme.pressed : head.hovered ? Theme.hover : "transparent"

            FocusRing {
                shown: head.visualFocus
                inset: 0
            }
        }
    }

    Loader {
        Layout.fillWidth: true
        Layout.leftMargin: 4
        Layout.topMargin: 4
        Layout.bottomMargin: 16
        visible: section.open
        active: section.open
        sourceComponent: section.body
    }
}
