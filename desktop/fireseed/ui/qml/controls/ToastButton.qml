// A button on the toast's dark ground: words, or a symbol that the words name.
import QtQuick
import QtQuick.Templates as T
import ".."

T.Button {
    id: button

    property string symbol

    implicitWidth: symbol !== "" ? implicitHeight : implicitContentWidth + 20
    implicitHeight: Math.round(32 * Math.max(1, Theme.scale))
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    font.pixelSize: Theme.body
    font.weight: Font.DemiBold
    Accessible.name: text

    Keys.onReturnPressed: click()

    contentItem: Item {
        implicitWidth: words.implicitWidth

        Text {
            id: words

            anchors.centerIn: parent
            visible: button.symbol === ""
            text: button.text
            textFormat: Text.PlainText
            font: button.font
            color: Theme.dark ? "#A83A16" : "#F59A74"
        }

        Icon {
            anchors.centerIn: parent
            visible: button.symbol !== ""
            name: button.symbol
            size: Math.round(Theme.icon * 0.9)
            color: Theme.window
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: Theme.window
        opacity: button.down ? 0.2 : button.hovered ? 0.12 : 0

        FocusRing {
            shown: button.visualFocus
            inset: 0
        }
    }
}
