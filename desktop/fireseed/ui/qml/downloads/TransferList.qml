// The rows, and the keys that act on the current one.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Fireseed.Downloads
import ".."
import "../controls"

ListView {
    id: list

    required property DownloadsPage page
    signal chat(string model)
    signal asked(string key, double rate)

    // The ring is for those who use keys; a click needs none.
    property bool keyed: false
    // A row that the person moves is to stay in sight.
    property bool following: false
    readonly property TransferDelegate row: currentItem as TransferDelegate

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
    Accessible.name: qsTr("Downloads")
    T.ScrollBar.vertical: ScrollBar {}

    onCurrentIndexChanged: if (following) {
        following = false;
        positionViewAtIndex(currentIndex, ListView.Contain);
    }

    Keys.onPressed: event => {
        keyed = true;
        // Rows may have moved since the last frame, and the current one with them.
        forceLayout();
        if (!row)
            return;
        const alt = event.modifiers === Qt.AltModifier;
        following = alt;
        event.accepted = true;
        if (event.key === Qt.Key_Space)
            page.toggle(row.key);
        else if (event.key === Qt.Key_Delete)
            page.cancel(row.key);
        else if (event.key === Qt.Key_Menu || event.key === Qt.Key_F10 && event.modifiers === Qt.ShiftModifier)
            row.openMenu();
        else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
            row.enter();
        else if (alt && event.key === Qt.Key_Up)
            page.rise(row.key);
        else if (alt && event.key === Qt.Key_Down)
            page.sink(row.key);
        else if (alt && event.key === Qt.Key_Home)
            page.lead(row.key);
        else if (event.key === Qt.Key_Home)
            currentIndex = 0;
        else if (event.key === Qt.Key_End)
            currentIndex = count - 1;
        else
            event.accepted = false;
    }

    section.property: "section"
    section.delegate: Item {
        required property string section

        width: ListView.view ? ListView.view.width - 48 : 0
        height: section !== "" ? heading.implicitHeight + 20 : 0

        Label {
            id: heading

            y: 12
            visible: parent.section !== ""
            kind: Label.Small
            font.weight: Font.Medium
            quiet: true
            text: qsTr("Finished")
            Accessible.role: Accessible.Heading
        }
    }

    delegate: TransferDelegate {
        width: list.width - list.leftMargin - list.rightMargin
        page: list.page
        keyed: list.keyed
        onChat: list.chat(chatModel)
        onAsked: list.asked(key, rate)
        onTouched: list.currentIndex = index
        onPressed: list.keyed = false
    }

    move: Transition {
        NumberAnimation {
            property: "y"
            duration: Theme.slow
            easing.type: Easing.OutCubic
        }
    }

    displaced: Transition {
        NumberAnimation {
            property: "y"
            duration: Theme.slow
            easing.type: Easing.OutCubic
        }
    }
}
