// The particulars of one model, label and value. Digests and paths can be copied.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Shell
import ".."
import "../controls"

Column {
    id: facts

    required property ModelItem row

    spacing: 4

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.hairline
    }

    Item {
        width: 1
        height: 2
    }

    Repeater {
        model: facts.row.facts

        RowLayout {
            id: fact

            required property string label
            required property string value
            required property bool exact

            width: facts.width
            spacing: 12

            Label {
                Layout.preferredWidth: 132 * Math.max(1, Theme.scale)
                Layout.alignment: Qt.AlignTop
                visible: text !== ""
                elide: Text.ElideMiddle
                kind: Label.Small
                quiet: true
                text: fact.label
                Accessible.ignored: true
            }

            Label {
                Layout.fillWidth: true
                wrapMode: fact.exact ? Text.WrapAnywhere : Text.Wrap
                kind: Label.Small
                mono: fact.exact
                text: fact.value
                Accessible.name: [fact.label, fact.value].filter(part => part !== "").join(": ")
            }

            IconButton {
                Layout.topMargin: -3
                Layout.bottomMargin: -3
                Layout.alignment: Qt.AlignTop
                visible: fact.exact
                focusPolicy: facts.row.stops
                size: Math.round(22 * Math.max(0.9, Theme.scale))
                symbol: "copy"
                text: qsTr("Copy: %1").arg(fact.label)
                onClicked: Clipboard.copy(fact.value)
            }
        }
    }
}
