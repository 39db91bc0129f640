// A fact in a row that stands out by its colour, with or without a symbol before it.
import QtQuick
import ".."
import "../controls"

Row {
    id: mark

    required property string text
    required property color color
    property string symbol

    spacing: 4

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        visible: mark.symbol !== ""
        name: mark.symbol
        size: Math.round(Theme.small * 1.1)
        color: mark.color
    }

    Label {
        kind: Label.Small
        color: mark.color
        text: mark.text
    }
}
