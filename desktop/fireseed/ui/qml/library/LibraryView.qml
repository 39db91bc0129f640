// The models on this computer, whether they are whole, and the room that they take.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Library
import ".."
import "../controls"

FocusScope {
    id: root

    required property LibraryPage page
    signal chat(string model)
    signal openDiscover

    // A drive may have come or gone while the page was not seen.
    onVisibleChanged: if (visible)
        page.start()
    focus: true
    Component.onCompleted: page.start()

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        LibraryHeader {
            id: header

            Layout.fillWidth: true
            Layout.margins: 24
            Layout.bottomMargin: 12
            page: root.page
            onBinAsked: bin.open()
            onDone: list.forceActiveFocus(Qt.TabFocusReason)
        }

        Notice {
            Layout.fillWidth: true
            Layout.leftMargin: 24
            Layout.rightMargin: 24
            Layout.bottomMargin: 12
            visible: root.page.problem !== "" && root.page.phase !== LibraryPage.FAILED
            title: root.page.problem
            advice: root.page.advice
            action: qsTr("Try again")
            onActed: root.page.start()
        }

        ModelList {
            id: list

            Layout.fillWidth: true
            Layout.fillHeight: true
            focus: true
            page: root.page
            onChat: model => root.chat(model)
            onFetch: key => {
                root.page.fetch(key);
                root.openDiscover();
            }
            onDiscover: root.openDiscover()

            Rectangle {
                width: list.width
                height: 1
                visible: !list.atYBeginning
                color: Theme.hairline
            }
        }
    }

    Shortcut {
        enabled: root.visible
        sequences: [StandardKey.Find]
        onActivated: header.find()
    }

    BinDialog {
        id: bin

        bin: root.page.bin as LibraryBin
    }

    SpaceDialog {
        space: root.page.space as SpaceQuestion
    }

    MoveDialog {
        moving: root.page.moving as MoveQuestion
    }
}
