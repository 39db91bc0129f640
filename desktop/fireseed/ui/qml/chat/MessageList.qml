// The shown branch. It follows an answer that grows until a person scrolls up, and never moves what is being read.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Fireseed.Chat
import ".."
import "../controls"

Item {
    id: messages

    required property ChatPage page
    property bool following: true
    readonly property real margin: Math.max(Theme.wide, (width - Theme.measure) / 2)

    Connections {
        target: messages.page
        function onSent(): void {
            messages.following = true;
        }
    }

    Connections {
        target: messages.page.conversations
        function onCurrentChanged(): void {
            messages.following = true;
        }
    }

    ListView {
        id: list

        anchors.fill: parent
        clip: true
        spacing: 24
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 1200
        model: messages.page.rows
        activeFocusOnTab: true
        keyNavigationEnabled: false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Messages")
        onContentHeightChanged: Qt.callLater(list.toEnd)
        onHeightChanged: Qt.callLater(list.toEnd)
        onMovementEnded: messages.following = nearEnd()
        onContentYChanged: if (moving || bar.pressed)
            messages.following = nearEnd()
        Keys.onPressed: event => {
            const step = {
                [Qt.Key_Up]: -60,
                [Qt.Key_Down]: 60,
                [Qt.Key_PageUp]: -height * 0.9,
                [Qt.Key_PageDown]: height * 0.9
            }[event.key];
            if (step !== undefined)
                list.scroll(step);
            event.accepted = step !== undefined;
        }

        function nearEnd(): bool {
            return originY + contentHeight - contentY - height < 40;
        }

        function toEnd(): void {
            if (messages.following)
                positionViewAtEnd();
        }

        function scroll(step: real): void {
            contentY = Math.max(originY, Math.min(contentY + step, originY + contentHeight - height));
            messages.following = nearEnd();
        }

        delegate: Item {
            id: row

            required property string key
            required property bool mine
            required property string text
            required property bool streaming
            required property bool interrupted
            required property int version
            required property int versions
            required property string rate
            required property QtObject blocks
            required property int index

            width: ListView.view.width
            implicitHeight: mine ? question.implicitHeight : answer.implicitHeight

            UserTurn {
                id: question

                anchors.right: parent.right
                anchors.rightMargin: messages.margin
                maximumWidth: Math.round((parent.width - 2 * messages.margin) * 0.84)
                visible: row.mine
                text: row.text
            }

            Loader {
                id: answer

                x: messages.margin
                width: parent.width - 2 * messages.margin
                active: !row.mine

                sourceComponent: AnswerTurn {
                    page: messages.page
                    key: row.key
                    blocks: row.blocks
                    streaming: row.streaming
                    interrupted: row.interrupted
                    version: row.version
                    versions: row.versions
                    rate: row.rate
                    last: row.index === list.count - 1
                    onLinkActivated: address => link.ask(address)
                }
            }
        }

        header: Item {
            implicitHeight: 20
        }

        footer: FailureCard {
            x: messages.margin
            width: list.width - 2 * messages.margin
            page: messages.page
        }

        T.ScrollBar.vertical: ScrollBar {
            id: bar
        }
    }

    Button {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 8
        visible: !messages.following
        symbol: "down"
        text: qsTr("To the end")
        onClicked: {
            messages.following = true;
            list.toEnd();
        }
    }

    LinkDialog {
        id: link
    }
}
