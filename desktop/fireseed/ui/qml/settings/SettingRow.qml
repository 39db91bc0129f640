// One choice: its name and what it means on the left, the control on the right, or below where there is no room.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

GridLayout {
    id: row

    required property string title
    property string hint
    default property alias control: place.data

    columns: width >= 520 * Math.max(1, Theme.scale) ? 2 : 1
    columnSpacing: 24
    rowSpacing: 8

    ColumnLayout {
        spacing: 2

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            text: row.title
        }

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: row.hint
        }
    }

    RowLayout {
        id: place

        Layout.fillWidth: row.columns === 1
        Layout.alignment: row.columns === 1 ? Qt.AlignLeft : Qt.AlignRight
        spacing: 8
    }
}
