// A field with a magnifier and a way to empty it; Escape empties it too.
import QtQuick
import ".."

TextField {
    id: field

    leftPadding: 14 + Theme.icon + 6
    rightPadding: 40
    Accessible.role: Accessible.EditableText
    Accessible.searchEdit: true

    Keys.onEscapePressed: event => {
        event.accepted = length > 0;
        clear();
    }

    Icon {
        x: 12
        anchors.verticalCenter: parent.verticalCenter
        name: "search"
        size: Math.round(Theme.icon * 0.9)
        color: Theme.muted
    }

    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        visible: field.length > 0
        size: 28
        symbol: "close"
        text: qsTr("Clear")
        focusPolicy: Qt.NoFocus
        onClicked: field.clear()
    }
}
