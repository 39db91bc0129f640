// One conversation: a click opens it, its menu renames and deletes it.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."
import "../controls"

T.ItemDelegate {
    id: item

    required property string key
    required property string title
    required property string when
    required property bool current
    property bool editing: false
    signal opened
    signal renamed(string title)
    signal deleted

    implicitHeight: Math.round(38 * Math.max(1, Theme.scale))
    leftPadding: 12
    rightPadding: 4
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: title
    Accessible.name: title
    Accessible.description: when
    Accessible.selected: current
    onClicked: opened()
    Keys.onReturnPressed: opened()
    Keys.onDeletePressed: deleted()
    Keys.onPressed: event => {
        if (event.key === Qt.Key_F2)
            editing = true;
    }

    contentItem: RowLayout {
        spacing: 4

        Label {
            Layout.fillWidth: true
            visible: !item.editing
            elide: Text.ElideRight
            maximumLineCount: 1
            color: Theme.text
            font.pixelSize: Math.round(14 * Theme.scale)
            font.weight: item.current ? Font.Medium : Font.Normal
            text: item.title
        }

        TextField {
            id: field

            Layout.fillWidth: true
            visible: item.editing
            padding: 3
            leftPadding: 6
            implicitHeight: item.height - 8
            font.pixelSize: Math.round(14 * Theme.scale)
            placeholderText: qsTr("Name of the chat")
            onVisibleChanged: if (visible) {
                text = item.title;
                selectAll();
                forceActiveFocus();
            }
            onAccepted: {
                item.editing = false;
                item.renamed(text);
            }
            onActiveFocusChanged: if (!activeFocus)
                item.editing = false
            Keys.onEscapePressed: item.editing = false
        }

        IconButton {
            visible: !item.editing && (item.hovered || menu.opened || item.visualFocus || activeFocus)
            size: 28
            symbol: "more"
            text: qsTr("Rename or delete")
            onClicked: menu.popup(this, 0, height + 2)
        }
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: menu.popup()
    }

    background: Rectangle {
        radius: Theme.radius
        color: item.down ? Theme.pressed : item.current ? Theme.tint : item.hovered ? Theme.hover : "transparent"

        FocusRing {
            shown: item.visualFocus
            inset: 0
        }
    }

    Menu {
        id: menu

        MenuItem {
            symbol: "edit"
            text: qsTr("Rename")
            onTriggered: item.editing = true
        }

        MenuItem {
            symbol: "bin"
            danger: true
            text: qsTr("Delete")
            onTriggered: item.deleted()
        }
    }
}
