// Where a question is written. Enter sends, Shift+Enter breaks the line, Escape stops the answer.
import QtQuick
import QtQuick.Templates as T
import Fireseed.Chat
import ".."
import "../controls"

FocusScope {
    id: composer

    required property ChatPage page
    readonly property bool usable: !page.modelless
    readonly property int mostHeight: Math.round(220 * Math.max(1, Theme.scale))

    implicitHeight: box.height

    function send(): void {
        if (page.answering || input.text.trim() === "")
            return;
        page.send(input.text);
    }

    FontMetrics {
        id: metrics

        font: input.font
    }

    Connections {
        target: composer.page
        function onSent(): void {
            input.clear();
        }
    }

    Connections {
        target: composer.page.conversations
        function onCurrentChanged(): void {
            input.forceActiveFocus();
        }
    }

    Rectangle {
        id: box

        width: parent.width
        height: Math.min(composer.mostHeight, Math.max(action.height + 14, input.implicitHeight)) + 4
        radius: Theme.cardRadius + 4
        color: Theme.raised
        border.width: input.activeFocus ? 2 : 1
        border.color: input.activeFocus ? Theme.accent : Theme.edge

        Flickable {
            id: flick

            x: 2
            y: 2
            width: parent.width - action.width - 14
            height: parent.height - 4
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            contentHeight: input.height
            T.ScrollBar.vertical: ScrollBar {}

            function keepInSight(cursor: rect): void {
                contentY = Math.max(cursor.y + cursor.height + input.bottomPadding - height,
                    Math.min(contentY, cursor.y - input.topPadding));
            }

            T.TextArea {
                id: input

                width: flick.width
                height: Math.max(flick.height, implicitHeight)
                implicitHeight: contentHeight + topPadding + bottomPadding
                onCursorRectangleChanged: flick.keepInSight(cursorRectangle)
                padding: Math.round((action.height + 14 - metrics.height) / 2)
                leftPadding: 16
                wrapMode: TextEdit.Wrap
                textFormat: TextEdit.PlainText
                selectByMouse: true
                focus: true
                enabled: composer.usable
                color: Theme.text
                selectionColor: Theme.accent
                selectedTextColor: Theme.accentInk
                placeholderTextColor: Theme.muted
                placeholderText: composer.usable ? qsTr("Ask anything") : qsTr("Download a model first")
                font.pixelSize: Theme.body
                Accessible.role: Accessible.EditableText
                Accessible.name: qsTr("Your question")
                Accessible.multiLine: true

                // An input method that is composing gets Enter and Escape for itself.
                Keys.onReturnPressed: event => {
                    event.accepted = !(event.modifiers & Qt.ShiftModifier) && !inputMethodComposing;
                    if (event.accepted)
                        composer.send();
                }
                Keys.onEnterPressed: event => {
                    event.accepted = !(event.modifiers & Qt.ShiftModifier) && !inputMethodComposing;
                    if (event.accepted)
                        composer.send();
                }
                Keys.onEscapePressed: event => {
                    event.accepted = composer.page.answering && !inputMethodComposing;
                    if (event.accepted)
                        composer.page.stop();
                }
                KeyNavigation.priority: KeyNavigation.BeforeItem
                KeyNavigation.tab: action

                Text {
                    x: input.leftPadding
                    y: input.topPadding
                    visible: input.length === 0 && input.preeditText === ""
                    text: input.placeholderText
                    textFormat: Text.PlainText
                    color: Theme.muted
                    font: input.font
                    Accessible.ignored: true
                }
            }
        }

        T.Button {
            id: action

            readonly property bool stops: composer.page.answering

            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: 9
            width: Math.round(38 * Math.max(1, Theme.scale))
            height: width
            enabled: stops || (composer.usable && input.text.trim() !== "")
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            text: stops ? qsTr("Stop (Esc)") : qsTr("Send (Enter)")
            Accessible.name: text
            onClicked: stops ? composer.page.stop() : composer.send()
            Keys.onReturnPressed: click()

            contentItem: Item {
                Icon {
                    anchors.centerIn: parent
                    name: action.stops ? "stop" : "send"
                    size: Theme.icon
                    color: action.enabled ? Theme.accentInk : Theme.muted
                }
            }

            background: Rectangle {
                radius: Theme.cardRadius
                color: !action.enabled ? Theme.tint : action.hovered || action.down ? Theme.accentHover : Theme.accent

                FocusRing {
                    shown: action.visualFocus
                    radius: Theme.cardRadius + 3
                }
            }

            Tooltip {
                y: -height - 6
                text: action.text
                wanted: action.hovered
            }
        }
    }
}
