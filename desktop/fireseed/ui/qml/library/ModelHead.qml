// The lines that every model has: its name, its size, who vouches for it, and what else is worth knowing at a glance.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

RowLayout {
    id: head

    required property ModelItem row
    default property alias actions: buttons.data

    spacing: 12

    ColumnLayout {
        Layout.fillWidth: true
        Layout.preferredWidth: 0
        spacing: 3

        Label {
            Layout.fillWidth: true
            elide: Text.ElideMiddle
            font.weight: Font.Medium
            text: head.row.title

            HoverHandler {
                id: over
            }

            Tooltip {
                text: head.row.name
                wanted: over.hovered
            }
        }

        RowLayout {
            spacing: 8

            ModelBadge {
                visible: head.row.narrow
                row: head.row
            }

            Label {
                Layout.fillWidth: true
                elide: Text.ElideRight
                kind: Label.Small
                quiet: true
                text: [head.row.variant, head.row.narrow ? head.row.size : "", head.row.app !== "" ? qsTr("from %1").arg(head.row.app) : "", head.row.used, head.row.licence, head.row.owner].filter(fact => fact !== "").join(" · ")
            }
        }
    }

    Label {
        Layout.preferredWidth: 72 * Math.max(1, Theme.scale)
        visible: !head.row.narrow
        horizontalAlignment: Text.AlignRight
        text: head.row.size
    }

    Item {
        Layout.preferredWidth: 232 * Math.max(1, Theme.scale)
        Layout.preferredHeight: badge.implicitHeight
        visible: !head.row.narrow

        ModelBadge {
            id: badge

            row: head.row
        }
    }

    RowLayout {
        id: buttons

        Layout.fillWidth: false
        Layout.preferredWidth: head.row.narrow ? implicitWidth : Math.max(implicitWidth, 128 * Math.max(1, Theme.scale))
        spacing: 4

        Item {
            Layout.fillWidth: true
        }
    }
}
