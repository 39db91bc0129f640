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
    readonly property SearchFilters filters: page.filters as SearchFilters
    signal opened

    // Gives the keyboard to the rows.
    function enter(): void {
        list.forceActiveFocus();
    }

    ListView {
        id: list

        readonly property bool nearEnd: originY + contentHeight - contentY < 2 * height
        // While somebody reads, points or goes by keys here, what comes in changes nothing above the last row seen.
        readonly property bool read: !atYBeginning || pointer.hovered || activeFocus
        readonly property int last: read && count > 0 ? indexAt(0, Math.min(contentY + height - 1, originY + contentHeight - footerItem.height - 1)) : -1

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
        // Rows that are made ahead of time would be in the way of another list.
        cacheBuffer: 0
        model: root.page.rows
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Models")
        onLastChanged: root.page.hold(last)
        onNearEndChanged: if (nearEnd)
            Qt.callLater(root.page.more)
        // Later, because the answer changes the footer, and with it the height.
        onContentHeightChanged: if (nearEnd)
            Qt.callLater(root.page.more)
        T.ScrollBar.vertical: ScrollBar {}

        delegate: RepoDelegate {
            width: list.width - list.leftMargin - list.rightMargin
            chosen: key === root.page.chosen
            onOpened: {
                list.currentIndex = index;
                root.page.open(key);
                root.opened();
            }
        }

        footer: RepoListEnd {
            width: list.width
            page: root.page
            count: list.count
        }

        HoverHandler {
            id: pointer
        }

        Connections {
            target: root.page

            function onRestarted(): void {
                list.currentIndex = Math.min(0, list.count - 1);
                list.positionViewAtBeginning();
            }
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
            model: 7

            RepoSkeleton {}
        }
    }

    EmptyState {
        anchors.centerIn: parent
        width: parent.width - 64
        visible: root.page.phase === Discover.FILTERED
        symbol: "search"
        title: qsTr("No model passes the filters")
        advice: root.page.resting ? qsTr("The hubs have more. Looking further may take a while.") : qsTr("Of what was found, nothing is all of this at once.")
        action: root.page.resting ? qsTr("Look further") : qsTr("Clear filters")
        onActed: root.page.resting ? root.page.further() : root.filters.clear()
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
