// The rows, and the keys that act on the current one.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Fireseed.Library
import ".."
import "../controls"

ListView {
    id: list

    required property LibraryPage page
    signal chat(string model)
    signal fetch(string key)
    signal discover

    // The ring is for those who use keys; a click needs none.
    property bool keyed: false
    // What stands above the rows comes later and is to be seen, but for those who have gone on meanwhile.
    property bool atTop: true
    // The header's height as the list has it: while that changes, the list moves by itself.
    property real settled: 0
    readonly property ModelDelegate row: currentItem as ModelDelegate

    function toTop(): void {
        contentY = originY - topMargin;
    }

    function settle(): void {
        forceLayout();
        const height = headerItem ? headerItem.height : 0;
        // Who is further away than the header has changed went there on purpose.
        if (atTop && Math.abs(contentY - originY + topMargin) <= Math.abs(height - settled) + 1)
            toTop();
        settled = height;
        atTop = contentY <= originY - topMargin + 1;
    }

    topMargin: 4
    leftMargin: 24
    rightMargin: 24
    bottomMargin: 24
    spacing: 8
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    keyNavigationEnabled: true
    highlightMoveDuration: 0
    model: page.rows
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Models on this computer")
    T.ScrollBar.vertical: ScrollBar {}

    onContentYChanged: if (headerItem && headerItem.height === settled)
        atTop = contentY <= originY - topMargin + 1
    Keys.onPressed: event => {
        keyed = true;
        // Rows may have changed since the last frame, and the current one with them.
        forceLayout();
        // In the lines above nobody means a row.
        if (!row || !row.activeFocus)
            return;
        event.accepted = true;
        if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
            row.enter();
        else if (event.key === Qt.Key_Space)
            page.fold(row.key);
        else if (event.key === Qt.Key_Delete)
            page.delete(row.key);
        else if (event.key === Qt.Key_Menu || event.key === Qt.Key_F10 && event.modifiers === Qt.ShiftModifier)
            row.openMenu();
        else if (event.key === Qt.Key_Home || event.key === Qt.Key_Up && currentIndex === 0) {
            currentIndex = 0;
            toTop();
        } else if (event.key === Qt.Key_End)
            currentIndex = count - 1;
        else
            event.accepted = false;
    }

    header: LibraryTop {
        width: list.width - 48
        page: list.page
        // The list finds room for it first.
        onHeightChanged: Qt.callLater(list.settle)
        onActiveFocusChanged: if (activeFocus)
            list.toTop()
    }

    footer: LibraryFoot {
        width: list.width - 48
        page: list.page
        room: list.height - (list.headerItem ? list.headerItem.height : 0) - 48
        onDiscover: list.discover()
    }

    delegate: ModelDelegate {
        width: list.width - list.leftMargin - list.rightMargin
        page: list.page
        keyed: list.keyed
        onChat: list.chat(key)
        onFetch: list.fetch(key)
        onTouched: list.currentIndex = index
        onPressed: list.keyed = false
    }

    displaced: Transition {
        NumberAnimation {
            property: "y"
            duration: Theme.slow
            easing.type: Easing.OutCubic
        }
    }
}
