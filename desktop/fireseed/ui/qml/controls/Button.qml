// A button with words. `kind` says how much it asks for: one Primary a page, for the one next action.
import QtQuick
import QtQuick.Templates as T
import ".."

T.Button {
    id: button

    enum Kind {
        Quiet,
        Primary,
        Danger,
        Bare
    }

    property int kind: Button.Quiet
    property string symbol
    property string hint

    readonly property color ink: !enabled ? Theme.muted
        : kind === Button.Primary ? Theme.accentInk
        : kind === Button.Danger ? Theme.bad
        : Theme.text

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.control, implicitContentHeight + topPadding + bottomPadding)
    topPadding: 6
    bottomPadding: 6
    leftPadding: symbol !== "" ? 12 : 16
    rightPadding: 16
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    font.pixelSize: Theme.body
    font.weight: kind === Button.Primary ? Font.DemiBold : Font.Medium
    Accessible.name: text
    Accessible.description: hint

    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        id: content

        readonly property int lead: button.symbol !== "" ? Theme.icon + 6 : 0

        implicitWidth: lead + Math.ceil(words.implicitWidth)
        implicitHeight: words.implicitHeight

        Row {
            anchors.centerIn: parent
            spacing: 6

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.symbol !== ""
                name: button.symbol
                color: button.ink
            }

            Text {
                id: words

                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(Math.ceil(implicitWidth), content.width - content.lead)
                text: button.text
                textFormat: Text.PlainText
                elide: Text.ElideRight
                font: button.font
                color: button.ink
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: button.kind === Button.Primary
            ? (!button.enabled ? Theme.tint : button.hovered || button.down ? Theme.accentHover : Theme.accent)
            : button.down ? Theme.pressed : button.hovered ? Theme.hover
            : button.kind === Button.Bare ? "transparent" : Theme.raised
        border.width: button.kind === Button.Quiet || button.kind === Button.Danger ? 1 : 0
        border.color: Theme.hairline

        FocusRing {
            shown: button.visualFocus
        }
    }

    Tooltip {
        text: button.hint
        wanted: button.hovered && !button.down
    }
}
