// One model in the picker's menu.
import QtQuick
import ".."
import "../controls"

MenuItem {
    id: choice

    required property string key
    required property string title
    required property string about
    required property bool ready
    required property bool chosen

    implicitHeight: Math.round(48 * Math.max(1, Theme.scale))
    text: title
    enabled: ready
    Accessible.description: about
    Accessible.selected: chosen

    contentItem: Item {
        Column {
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - 28

            Label {
                width: parent.width
                elide: Text.ElideMiddle
                quiet: !choice.ready
                text: choice.title
            }

            Label {
                width: parent.width
                elide: Text.ElideRight
                kind: Label.Small
                quiet: true
                text: choice.ready ? choice.about : qsTr("Its file is not there now")
            }
        }

        Icon {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: choice.chosen
            name: "check"
            size: 18
            color: Theme.accent
        }
    }
}
