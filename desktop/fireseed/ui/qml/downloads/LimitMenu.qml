// How fast it may get, in bytes a second, 0 for no limit: a few usual figures, or one's own.
import QtQuick
import "../controls"

Menu {
    id: menu

    required property double rate
    signal chosen(double rate)
    signal asked

    MenuItem {
        marked: menu.rate === 0
        text: qsTr("No limit")
        onTriggered: menu.chosen(0)
    }

    MenuItem {
        marked: menu.rate === 1e6
        text: "1 MB/s"
        onTriggered: menu.chosen(1e6)
    }

    MenuItem {
        marked: menu.rate === 5e6
        text: "5 MB/s"
        onTriggered: menu.chosen(5e6)
    }

    MenuItem {
        marked: menu.rate === 20e6
        text: "20 MB/s"
        onTriggered: menu.chosen(20e6)
    }

    MenuItem {
        marked: ![0, 1e6, 5e6, 20e6].includes(menu.rate)
        text: marked ? qsTr("Own limit: %1 MB/s …").arg(menu.rate / 1e6) : qsTr("Own limit …")
        onTriggered: menu.asked()
    }
}
