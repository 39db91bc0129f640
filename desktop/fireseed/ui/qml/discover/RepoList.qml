// The rows, or what stands in their place.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Fireseed.Discover
import ".."
import "../controls"

Item {
    id: root

    required property Discover page
    required property string chosen
    signal opened

    // Gives the keyboard to the rows.
    function enter(): void {
        list.forceActiveFocus();
    }

    ListView {
        id: list

        readonly property bool nearEnd: originY + contentHeight - contentY < 2 * height

        anchors.fill: parent
        leftMargin: 12
        rightMargin: 12
        bottomMargin: 24
        visible: root.page.phase === Discover.READY
        opacity: root.page.outdated ? 0.5 : 1
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        reuseItems: true
        model: root.page.rows
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Models")
        onNearEndChanged: if (nearEnd)
            Qt.callLater(root.page.more)
        // Later, because the answer changes the footer, and with it the height.
        onContentHeightChanged: if (nearEnd)
            Qt.callLater(root.page.more)
        T.ScrollBar.vertical: ScrollBar {}

        delegate: RepoDelegate {
            width: list.width - list.leftMargin - list.rightMargin
            chosen: key === root.chosen
            onOpened: {
                list.currentIndex = index;
                root.page.open(key);
                root.opened();
            }
        }

        footer: RepoSkeleton {
            x: 12
            width: list.width
            height: visible ? implicitHeight : 0
            visible: root.page.busy && !root.page.outdated
        }

        Behavior on opacity {
            NumberAnimation {
                duration: Theme.quick
            }
        }
    }

    Column {
        anchors.fill: parent
        anchors.leftMargin: 24
        anchors.topMargin: 4
        visible: root.page.phase === Discover.LOADING

        Repeater {
            model: 8

            RepoSkeleton {}
        }
    }

    EmptyState {
        anchors.centerIn: parent
        width: parent.width - 64
        visible: root.page.phase === Discover.EMPTY
        symbol: "search"
        title: root.page.text === "" ? qsTr("The hubs have nothing to show") : qsTr("Nothing found for “%1”").arg(root.page.text)
        advice: qsTr("Try fewer words, or only the family: qwen, deepseek, gemma.")
    }

    Flickable {
        anchors.fill: parent
        contentHeight: failures.implicitHeight + 64
        boundsBehavior: Flickable.StopAtBounds
        visible: root.page.phase === Discover.FAILED
        clip: true

        Column {
            id: failures

            x: 32
            y: Math.max(32, Math.round((root.height - implicitHeight) / 2))
            width: parent.width - 64
            spacing: 32

            Repeater {
                model: root.page.failures

                ErrorState {
                    required property string key
                    required advice
                    required details

                    width: parent ? parent.width : 0
                    onRetry: root.page.retry(key)
                }
            }
        }
    }
}
