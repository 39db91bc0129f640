// A person's own words, on a soft tint.
import QtQuick
import ".."

Rectangle {
    id: turn

    required property string text
    required property int maximumWidth

    implicitWidth: Math.min(maximumWidth, Math.ceil(words.implicitWidth) + 32)
    implicitHeight: words.implicitHeight + 20
    radius: Theme.cardRadius
    color: Theme.tint

    TextEdit {
        id: words

        x: 16
        y: 10
        width: turn.width - 32
        readOnly: true
        selectByMouse: true
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.Wrap
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentInk
        font.pixelSize: Theme.body
        text: turn.text
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("You: %1").arg(text)
    }
}
