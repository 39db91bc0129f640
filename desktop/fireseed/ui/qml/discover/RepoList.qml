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

    ListView {
        id: list

        anchors.fill: parent
        leftMargin: 16
        rightMargin: 16
        bottomMargin: 24
        visible: root.page.phase === Discover.READY
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        reuseItems: true
        model: root.page.rows
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Models")
        onAtYEndChanged: if (atYEnd && count > 0)
            root.page.more()
        T.ScrollBar.vertical: ScrollBar {}

        delegate: RepoDelegate {
            width: list.width - list.leftMargin - list.rightMargin
            chosen: key === root.chosen
            onOpened: root.page.open(key)
        }
    }

    Column {
        anchors.fill: parent
        anchors.leftMargin: 28
        anchors.rightMargin: 28
        anchors.topMargin: 12
        visible: root.page.phase === Discover.LOADING
        spacing: 28

        Repeater {
            model: 7

            Column {
                spacing: 8

                Skeleton {
                    width: 260
                }

                Skeleton {
                    width: 180
                    line: Theme.small
                }
            }
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

    Column {
        anchors.centerIn: parent
        width: parent.width - 64
        visible: root.page.phase === Discover.FAILED
        spacing: 24

        Repeater {
            model: root.page.failures

            ErrorState {
                required property string key

                width: parent ? parent.width : 0
                onRetry: root.page.retry(key)
            }
        }
    }
}
