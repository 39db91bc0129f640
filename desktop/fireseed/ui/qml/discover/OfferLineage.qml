// What it was made from: a small tree from the base model down to this repo.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

ColumnLayout {
    id: root

    required property OfferOrigins origins
    readonly property int step: Math.round(22 * Math.max(1, Theme.scale))

    spacing: 0

    Repeater {
        id: tree

        model: root.origins.ancestors

        RowLayout {
            id: ancestor

            required property int index
            required property string name
            required property string text
            required property int depth
            required property bool own
            required property bool known

            spacing: 10
            Accessible.role: Accessible.ListItem
            Accessible.name: name
            Accessible.description: text

            Item {
                id: branch

                Layout.fillHeight: true
                implicitWidth: root.step * (ancestor.depth + 1)
                implicitHeight: node.height

                Rectangle {
                    visible: ancestor.depth > 0
                    x: root.step * (ancestor.depth - 0.5)
                    width: 1.5
                    height: branch.height / 2
                    color: Theme.edge
                }

                Rectangle {
                    visible: ancestor.depth > 0
                    x: root.step * (ancestor.depth - 0.5)
                    y: branch.height / 2
                    width: root.step * 0.7
                    height: 1.5
                    color: Theme.edge
                }

                Rectangle {
                    visible: ancestor.index + 1 < tree.count
                    x: root.step * (ancestor.depth + 0.5)
                    y: branch.height / 2
                    width: 1.5
                    height: branch.height / 2
                    color: Theme.edge
                }

                Rectangle {
                    id: node

                    x: root.step * (ancestor.depth + 0.5) - width / 2
                    anchors.verticalCenter: parent.verticalCenter
                    width: 11
                    height: 11
                    radius: 5.5
                    color: ancestor.own ? Theme.accent : ancestor.known ? Theme.raised : Theme.tint
                    border.width: ancestor.own ? 0 : 1.5
                    border.color: Theme.edge
                }
            }

            ColumnLayout {
                Layout.topMargin: 6
                Layout.bottomMargin: 6
                spacing: 0

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    font.weight: ancestor.own ? Font.DemiBold : Font.Normal
                    text: ancestor.name
                }

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    kind: Label.Small
                    quiet: true
                    text: ancestor.text
                }
            }
        }
    }

    Label {
        Layout.topMargin: 6
        visible: root.origins.looking
        kind: Label.Small
        quiet: true
        text: qsTr("Asking the hub about what it was made from …")
    }
}
