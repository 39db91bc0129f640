// A field for one more address of a list. `take` answers whether it was taken; then the field is empty again.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

ColumnLayout {
    id: root

    required property string label
    required property string example
    required property string typed
    required property string problem
    required property string addText
    required property var take
    property string otherText
    property string otherHint
    property var takeOther: () => false

    spacing: 6

    RowLayout {
        Layout.fillWidth: true
        spacing: 8

        TextField {
            id: field

            Layout.fillWidth: true
            Layout.maximumWidth: Math.round(360 * Math.max(1, Theme.scale))
            placeholderText: root.example
            problem: text === root.typed ? root.problem : ""
            Accessible.name: root.label
            onAccepted: if (text !== "" && root.take(text))
                clear()
        }

        Button {
            enabled: field.text !== ""
            text: root.addText
            onClicked: if (root.take(field.text))
                field.clear()
        }

        Button {
            visible: root.otherText !== "" && field.text !== ""
            kind: Button.Bare
            text: root.otherText
            hint: root.otherHint
            onClicked: if (root.takeOther(field.text))
                field.clear()
        }
    }

    ProblemText {
        Layout.fillWidth: true
        text: field.problem
    }
}
