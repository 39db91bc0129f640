// Everything that can be done with one download. What is not shown is not enabled either: the arrow keys would stop there.
import QtQuick
import Fireseed.Downloads
import Fireseed.Shell
import "../controls"

Menu {
    id: menu

    required property TransferItem row
    required property DownloadsPage page
    signal asked

    MenuItem {
        visible: menu.row.startable
        enabled: visible
        symbol: "play"
        text: qsTr("Start now")
        onTriggered: menu.page.startNow(menu.row.key)
    }

    MenuItem {
        visible: menu.row.pausable || menu.row.resumable
        enabled: visible
        symbol: menu.row.pausable ? "pause" : menu.row.failed ? "again" : "play"
        text: menu.row.pausable ? qsTr("Pause") : menu.row.failed ? qsTr("Try again") : qsTr("Resume")
        keys: qsTr("Space")
        onTriggered: menu.page.toggle(menu.row.key)
    }

    MenuItem {
        visible: menu.row.cancellable
        enabled: visible && menu.row.rises
        symbol: "first"
        text: qsTr("To the top")
        keys: qsTr("Alt+Home")
        onTriggered: menu.page.lead(menu.row.key)
    }

    MenuItem {
        visible: menu.row.cancellable
        enabled: visible && menu.row.rises
        symbol: "chevron-up"
        text: qsTr("Move up")
        keys: qsTr("Alt+↑")
        onTriggered: menu.page.rise(menu.row.key)
    }

    MenuItem {
        visible: menu.row.cancellable
        enabled: visible && menu.row.sinks
        symbol: "chevron-down"
        text: qsTr("Move down")
        keys: qsTr("Alt+↓")
        onTriggered: menu.page.sink(menu.row.key)
    }

    Menu {
        title: qsTr("Priority")
        symbol: "flag"
        enabled: menu.row.cancellable

        MenuItem {
            marked: menu.row.priority === DownloadsPage.HIGH
            text: qsTr("Goes first")
            onTriggered: menu.page.prioritize(menu.row.key, DownloadsPage.HIGH)
        }

        MenuItem {
            marked: menu.row.priority === DownloadsPage.NORMAL
            text: qsTr("In order")
            onTriggered: menu.page.prioritize(menu.row.key, DownloadsPage.NORMAL)
        }

        MenuItem {
            marked: menu.row.priority === DownloadsPage.LOW
            text: qsTr("Goes last")
            onTriggered: menu.page.prioritize(menu.row.key, DownloadsPage.LOW)
        }
    }

    LimitMenu {
        title: qsTr("Speed limit")
        symbol: "gauge"
        enabled: menu.row.cancellable
        rate: menu.row.rate
        onChosen: rate => menu.page.limit(menu.row.key, rate)
        onAsked: menu.asked()
    }

    MenuItem {
        visible: menu.row.digest !== ""
        enabled: visible
        symbol: "copy"
        text: qsTr("Copy SHA-256")
        onTriggered: Clipboard.copy(menu.row.digest)
    }

    MenuItem {
        visible: menu.row.folder.toString() !== ""
        enabled: visible
        symbol: "folder"
        text: qsTr("Show in its folder")
        onTriggered: Qt.openUrlExternally(menu.row.folder)
    }

    MenuItem {
        visible: menu.row.details !== ""
        enabled: visible
        symbol: "copy"
        text: qsTr("Copy details")
        onTriggered: Clipboard.copy(menu.row.details)
    }

    MenuItem {
        visible: menu.row.cancellable
        enabled: visible
        symbol: "close"
        danger: true
        text: qsTr("Cancel the download")
        keys: qsTr("Del")
        onTriggered: menu.page.cancel(menu.row.key)
    }
}
