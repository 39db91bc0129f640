// Nothing here yet: what this place is for, and the button that fills it. Give it the width of its place.
import QtQuick
import ".."

Column {
    id: state

    property string symbol
    required property string title
    property string advice
    property string action
    signal acted

    spacing: 8
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: state.symbol !== ""
        name: state.symbol
        size: 40
        color: Theme.muted
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
        width: Math.min(parent.width, 460 * Math.max(1, Theme.scale))
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
        visible: state.action !== ""
    }

    Button {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: state.action !== ""
        kind: Button.Primary
        text: state.action
        onClicked: state.acted()
    }
}
