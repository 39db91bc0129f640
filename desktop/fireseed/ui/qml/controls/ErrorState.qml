// What happened, what to do, try again, and the details to copy. Give it the width of its place.
import QtQuick
import ".."

Column {
    id: state

    required property string title
    property string advice
    property string details
    property string retryText: qsTr("Try again")
    signal retry

    spacing: 8
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title
    Accessible.description: advice

    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        name: "warning"
        size: 36
        color: Theme.bad
    }

    Item {
        width: 1
        height: 4
    }

    Label {
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        kind: Label.Title
        text: state.title
    }

    Label {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, 520 * Math.max(1, Theme.scale))
        horizontalAlignment: Text.AlignHCenter
        visible: text !== ""
        wrapMode: Text.Wrap
        lineHeight: 1.35
        quiet: true
        text: state.advice
    }

    Item {
        width: 1
        height: 8
    }

    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: 8

        Button {
            kind: Button.Primary
            visible: state.retryText !== ""
            text: state.retryText
            onClicked: state.retry()
        }

        CopyButton {
            visible: state.details !== ""
            value: state.details
        }
    }
}
