// One line to fill in. `problem` is what is wrong with it, empty when nothing is.
import QtQuick
import QtQuick.Templates as T
import ".."

T.TextField {
    id: field

    property string problem

    implicitWidth: 240
    implicitHeight: Math.max(Theme.control, contentHeight + topPadding + bottomPadding)
    padding: 7
    leftPadding: 12
    rightPadding: 12
    color: enabled ? Theme.text : Theme.muted
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    placeholderTextColor: Theme.muted
    verticalAlignment: TextInput.AlignVCenter
    font.pixelSize: Theme.body
    selectByMouse: true
    hoverEnabled: true
    Accessible.name: placeholderText
    Accessible.description: problem

    Text {
        x: field.leftPadding
        width: field.width - field.leftPadding - field.rightPadding
        height: field.height
        verticalAlignment: Text.AlignVCenter
        visible: field.length === 0 && field.preeditText === ""
        text: field.placeholderText
        textFormat: Text.PlainText
        elide: Text.ElideRight
        font: field.font
        color: field.placeholderTextColor
        Accessible.ignored: true
    }

    background: Rectangle {
        radius: Theme.radius
        color: Theme.raised
        border.width: field.activeFocus ? 2 : 1
        border.color: field.problem !== "" ? Theme.bad : field.activeFocus ? Theme.accent : Theme.edge
    }
}
