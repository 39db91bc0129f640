// The conversations, newest first.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Chat
import ".."
import "../controls"

Item {
    id: side

    required property Conversations conversations
    signal chosen

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 12
        spacing: 8

        Button {
            Layout.fillWidth: true
            symbol: "plus"
            text: qsTr("New chat")
            hint: qsTr("Ctrl+N")
            onClicked: {
                side.conversations.open("");
                side.chosen();
            }

            Shortcut {
                sequences: [StandardKey.New]
                onActivated: side.conversations.open("")
            }
        }

        ListView {
            id: list

            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            spacing: 2
            boundsBehavior: Flickable.StopAtBounds
            model: side.conversations.rows
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Chats")

            delegate: ConversationItem {
                width: ListView.view.width - 6
                current: side.conversations.currentKey === key
                onOpened: {
                    side.conversations.open(key);
                    side.chosen();
                }
                onRenamed: title => side.conversations.rename(key, title)
                onDeleted: side.conversations.delete(key)
            }

            T.ScrollBar.vertical: ScrollBar {}
        }
    }

    Label {
        anchors.centerIn: parent
        width: parent.width - 48
        visible: list.count === 0
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        quiet: true
        kind: Label.Small
        text: qsTr("Your chats will be listed here.")
    }

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.hairline
    }
}
