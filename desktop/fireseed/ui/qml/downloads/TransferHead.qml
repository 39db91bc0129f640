// The first line of a download: its name, how fast it is or how it was proven, and what can be done.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

RowLayout {
    id: head

    required property TransferItem row
    default property alias actions: buttons.data

    spacing: 12

    Item {
        id: names

        readonly property bool stacked: head.row.narrow

        Layout.fillWidth: true
        implicitHeight: stacked ? title.implicitHeight + variant.implicitHeight + 2 : 32 * Math.max(1, Theme.scale)

        Label {
            id: title

            y: names.stacked ? 0 : Math.round((names.height - height) / 2)
            width: Math.min(Math.ceil(implicitWidth), names.stacked ? names.width : names.width - variant.implicitWidth - 12)
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

        Label {
            id: variant

            x: names.stacked ? 0 : Math.ceil(title.contentWidth) + 12
            y: names.stacked ? title.height + 2 : title.y + title.baselineOffset - baselineOffset
            width: Math.min(Math.ceil(implicitWidth), names.width)
            elide: Text.ElideRight
            kind: Label.Small
            quiet: true
            text: head.row.done ? head.row.variant + " · " + head.row.amount : head.row.variant
        }
    }

    Loader {
        Layout.preferredWidth: 88
        Layout.preferredHeight: 24
        active: head.row.curve.length > 1 && !head.row.narrow
        visible: active

        sourceComponent: Sparkline {
            curve: head.row.curve
        }
    }

    Label {
        Layout.preferredWidth: widest.advanceWidth
        visible: head.row.running
        horizontalAlignment: Text.AlignRight
        text: head.row.speed

        TextMetrics {
            id: widest

            font.pixelSize: Theme.body
            text: "88.88 MB/s"
        }
    }

    Badge {
        visible: head.row.done
        tone: head.row.proven ? Badge.Good : head.row.sound ? Badge.Plain : Badge.Caution
        symbol: head.row.proven ? "verified" : head.row.sound ? "info" : "warning"
        text: head.row.status
        Accessible.description: head.row.digest

        HoverHandler {
            id: proof
        }

        Tooltip {
            text: head.row.digest !== "" ? "SHA-256 " + head.row.digest : ""
            wanted: proof.hovered
        }
    }

    RowLayout {
        id: buttons

        spacing: 4
    }
}
