// A short explanation of `parent` while the pointer rests on it. `text` is what is said; empty says nothing.
import QtQuick
import QtQuick.Templates as T
import ".."

T.ToolTip {
    id: tip

    property bool wanted: false

    visible: wanted && text !== ""
    delay: 600
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? parent.height + 6 : 0
    margins: 8
    padding: 6
    leftPadding: 10
    rightPadding: 10
    implicitWidth: Math.min(360, tipText.implicitWidth + leftPadding + rightPadding)
    implicitHeight: contentHeight + topPadding + bottomPadding
    contentHeight: tipText.implicitHeight
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent

    contentItem: Text {
        id: tipText

        text: tip.text
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        color: Theme.window
        font.pixelSize: Theme.small
    }

    background: Rectangle {
        color: Theme.text
        radius: 6
    }
}
