// The question before copies are joined: which ones, how, and what it brings.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Library
import "../controls"

Dialog {
    id: dialog

    required property SpaceQuestion space

    title: qsTr("Keep the same bytes once?")
    advice: qsTr("These files have the same SHA-256. Each keeps its name and place, but the disk keeps the bytes only once, where it can. If it can't, files of Fireseed's own become one file with two names, and those of other apps are left alone. Every byte is compared first.")
    acceptText: qsTr("Free %1").arg(space.savings)
    onAccepted: space.agree()

    ListView {
        Layout.fillWidth: true
        Layout.preferredHeight: Math.min(contentHeight, 220)
        spacing: 12
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: contentHeight > height
        model: dialog.space.rows
        Accessible.role: Accessible.List
        Accessible.name: dialog.title
        T.ScrollBar.vertical: ScrollBar {}

        delegate: RowLayout {
            id: duplicate

            required property string size
            required property string copies

            width: ListView.view ? ListView.view.width - 12 : 0
            spacing: 12
            Accessible.role: Accessible.ListItem
            Accessible.name: size + ", " + copies

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                kind: Label.Small
                lineHeight: 1.25
                text: duplicate.copies
                Accessible.ignored: true
            }

            Label {
                Layout.alignment: Qt.AlignTop
                kind: Label.Small
                quiet: true
                text: duplicate.size
                Accessible.ignored: true
            }
        }
    }

    Connections {
        target: dialog.space

        function onAsked(): void {
            dialog.open();
        }
    }
}
