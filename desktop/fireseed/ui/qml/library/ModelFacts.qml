// The particulars of one model, label and value. Digests and paths can be selected and copied.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

Column {
    id: facts

    required property QtObject facts

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
        model: facts.facts

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

            TextEdit {
                Layout.fillWidth: true
                readOnly: true
                selectByMouse: true
                activeFocusOnPress: false
                textFormat: TextEdit.PlainText
                wrapMode: fact.exact ? TextEdit.WrapAnywhere : TextEdit.Wrap
                color: Theme.text
                selectionColor: Theme.accent
                selectedTextColor: Theme.accentInk
                font.pixelSize: Theme.small
                font.family: fact.exact ? Theme.mono : Application.font.family
                text: fact.value
                Accessible.role: Accessible.StaticText
                Accessible.name: [fact.label, fact.value].filter(part => part !== "").join(": ")
            }
        }
    }
}
