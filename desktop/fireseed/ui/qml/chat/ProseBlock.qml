// A paragraph, heading, list, quote or table. Its text can be selected.
import QtQuick
import ".."
import "../controls"

TextEdit {
    id: prose

    required property string html

    readOnly: true
    selectByMouse: true
    textFormat: TextEdit.RichText
    wrapMode: TextEdit.Wrap
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    font.pixelSize: Theme.body
    text: Theme.sheet + html
    Accessible.role: Accessible.StaticText
    Accessible.name: getText(0, length)

    HoverHandler {
        cursorShape: prose.hoveredLink !== "" ? Qt.PointingHandCursor : Qt.IBeamCursor
    }

    Tooltip {
        text: prose.hoveredLink
        wanted: prose.hoveredLink !== ""
    }
}
