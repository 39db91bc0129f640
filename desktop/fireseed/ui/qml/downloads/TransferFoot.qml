// The last line of a download: what it does or waits for, how much is here, and who delivers.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

GridLayout {
    id: foot

    required property TransferItem row

    columns: row.narrow ? 1 : 2
    columnSpacing: 16
    rowSpacing: 2

    RowLayout {
        Layout.fillWidth: true
        spacing: 8

        Label {
            kind: Label.Small
            font.weight: Font.Medium
            color: foot.row.failed ? Theme.bad : Theme.text
            text: foot.row.status
        }

        Label {
            Layout.fillWidth: true
            elide: Text.ElideRight
            kind: Label.Small
            quiet: true
            text: [foot.row.amount, foot.row.remaining, foot.row.limits].filter(fact => fact !== "").join(" · ")
        }
    }

    RowLayout {
        Layout.fillWidth: foot.row.narrow
        Layout.rightMargin: foot.row.foldable ? -3 : 0
        visible: foot.row.sources !== "" || foot.row.foldable
        spacing: 4

        Label {
            Layout.fillWidth: foot.row.narrow
            Layout.maximumWidth: foot.row.narrow ? -1 : foot.row.width / 2
            elide: Text.ElideRight
            kind: Label.Small
            quiet: true
            text: foot.row.sources
        }

        IconButton {
            visible: foot.row.foldable
            focusPolicy: foot.row.stops
            size: Math.round(22 * Math.max(0.9, Theme.scale))
            symbol: foot.row.open ? "chevron-up" : "chevron-down"
            text: foot.row.open ? qsTr("Hide the sources") : qsTr("Show the sources")
            onClicked: foot.row.page.fold(foot.row.key)
        }
    }
}
