// What the model thought before it answered: folded, a click away.
import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

Column {
    id: block

    required property string html
    required property bool open
    property bool unfolded: false

    spacing: 6

    T.Button {
        id: fold

        implicitWidth: row.implicitWidth + 12
        implicitHeight: Math.round(28 * Math.max(1, Theme.scale))
        focusPolicy: Qt.StrongFocus
        hoverEnabled: true
        text: block.open ? qsTr("Thinking …") : qsTr("Thoughts")
        Accessible.name: text
        Accessible.checkable: true
        Accessible.checked: block.unfolded
        onClicked: block.unfolded = !block.unfolded
        Keys.onReturnPressed: click()

        contentItem: Item {
            Row {
                id: row

                x: -2
                anchors.verticalCenter: parent.verticalCenter
                spacing: 6

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: block.unfolded ? "chevron-down" : "chevron-right"
                    size: 16
                    color: Theme.muted
                }

                Label {
                    quiet: true
                    text: fold.text
                }
            }
        }

        background: Rectangle {
            radius: Theme.radius
            color: fold.hovered ? Theme.hover : "transparent"

            FocusRing {
                shown: fold.visualFocus
                inset: 0
            }
        }
    }

    Row {
        visible: block.unfolded
        spacing: 12

        Rectangle {
            width: 2
            height: thoughts.height
            color: Theme.hairline
        }

        ProseBlock {
            id: thoughts

            width: block.width - 14
            color: Theme.muted
            html: block.unfolded ? block.html : ""
        }
    }
}
