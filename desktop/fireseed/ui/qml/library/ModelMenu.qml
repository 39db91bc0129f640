// Everything that can be done with one model. What is not shown is not enabled either: the arrow keys would stop there.
import QtQuick
import Fireseed.Library
import Fireseed.Shell
import "../controls"

Menu {
    id: menu

    required property ModelItem row
    required property LibraryPage page
    readonly property bool ours: row.app === ""
    signal chat
    signal fetch

    MenuItem {
        visible: menu.row.ready
        enabled: visible
        symbol: "chat"
        text: qsTr("Chat")
        keys: qsTr("Enter")
        onTriggered: menu.chat()
    }

    MenuItem {
        visible: menu.row.newer !== ""
        enabled: visible
        symbol: "downloads"
        text: qsTr("Download the newer one")
        onTriggered: menu.fetch()
    }

    MenuItem {
        visible: menu.row.activity !== ""
        enabled: visible
        symbol: "stop"
        text: qsTr("Stop")
        onTriggered: menu.page.stopWork(menu.row.key)
    }

    MenuItem {
        visible: menu.row.activity === ""
        enabled: visible
        symbol: "verified"
        text: qsTr("Check again")
        onTriggered: menu.page.verify(menu.row.key)
    }

    MenuItem {
        visible: menu.row.activity === "" && menu.row.askable
        enabled: visible
        symbol: "again"
        text: qsTr("Look for a newer version")
        onTriggered: menu.page.lookForNewer(menu.row.key)
    }

    MenuItem {
        visible: menu.row.activity === "" && menu.ours
        enabled: visible && menu.row.sound
        symbol: "library"
        text: qsTr("Move to …")
        onTriggered: menu.page.askToMove(menu.row.key)
    }

    MenuItem {
        symbol: "info"
        text: menu.row.open ? qsTr("Hide the details") : qsTr("Details")
        keys: qsTr("Space")
        onTriggered: menu.page.fold(menu.row.key)
    }

    MenuItem {
        symbol: "folder"
        text: qsTr("Show in its folder")
        onTriggered: Qt.openUrlExternally(menu.row.folder)
    }

    MenuItem {
        symbol: "copy"
        text: qsTr("Copy SHA-256")
        onTriggered: Clipboard.copy(menu.row.digest)
    }

    MenuItem {
        enabled: !menu.row.moving
        symbol: menu.ours ? "bin" : "close"
        danger: menu.ours
        text: menu.ours ? qsTr("Move to the bin") : qsTr("Remove from the list")
        keys: qsTr("Del")
        onTriggered: menu.page.delete(menu.row.key)
    }

    Item {
        implicitHeight: menu.ours ? 0 : sentence.implicitHeight + 14
        visible: !menu.ours
        enabled: false

        Label {
            id: sentence

            x: 10
            y: 6
            width: menu.width - menu.leftPadding - menu.rightPadding - 20
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: qsTr("It belongs to %1 and stays where it is.").arg(menu.row.app)
        }
    }
}
