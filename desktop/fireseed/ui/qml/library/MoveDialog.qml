// Where a model should go: one of the models folders.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Library
import ".."
import "../controls"

Dialog {
    id: dialog

    required property MoveQuestion moving
    readonly property bool possible: moving.first >= 0

    title: qsTr("Move %1").arg(moving.name)
    advice: possible ? qsTr("On the same disk that takes a moment. To another one the model is copied, read back and compared, and only then removed here.") : qsTr("There is no other models folder that could take it. Add one on the page Settings.")
    acceptText: possible ? qsTr("Move") : qsTr("Close")
    rejectText: possible ? qsTr("Cancel") : ""
    onAccepted: if (possible)
        moving.choose(list.currentIndex)

    ListView {
        id: list

        // To the next folder that can be chosen.
        function step(by: int): void {
            let next = currentIndex + by;
            while (next >= 0 && next < count && !(itemAtIndex(next)?.enabled ?? false))
                next += by;
            if (next >= 0 && next < count) {
                currentIndex = next;
                currentItem.forceActiveFocus(Qt.TabFocusReason);
            }
        }

        Layout.fillWidth: true
        Layout.preferredHeight: Math.min(contentHeight, 260)
        spacing: 4
        clip: true
        focus: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        model: dialog.moving.rows
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Models folders")
        T.ScrollBar.vertical: ScrollBar {}

        delegate: T.RadioButton {
            id: place

            required property int index
            required property string title
            required property string about
            required property bool possible

            width: ListView.view ? ListView.view.width - 4 : 0
            implicitHeight: implicitContentHeight + topPadding + bottomPadding
            padding: 8
            leftPadding: 40
            enabled: possible
            autoExclusive: false
            checked: list.currentIndex === index
            text: title
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            Accessible.name: title
            Accessible.description: about
            onClicked: list.currentIndex = index
            Keys.onUpPressed: list.step(-1)
            Keys.onDownPressed: list.step(1)
            Keys.onReturnPressed: dialog.accept()
            Keys.onEnterPressed: dialog.accept()

            indicator: Rectangle {
                x: 10
                anchors.verticalCenter: parent.verticalCenter
                width: 18
                height: 18
                radius: 9
                color: "transparent"
                border.width: place.checked ? 5 : 1
                border.color: place.checked ? Theme.accent : Theme.edge
                opacity: place.enabled ? 1 : 0.5
            }

            contentItem: ColumnLayout {
                spacing: 1

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    color: place.enabled ? Theme.text : Theme.muted
                    text: place.title
                }

                Label {
                    Layout.fillWidth: true
                    visible: text !== ""
                    kind: Label.Small
                    quiet: true
                    text: place.about
                }
            }

            background: Rectangle {
                radius: Theme.radius
                color: place.down ? Theme.pressed : place.hovered ? Theme.hover : "transparent"

                FocusRing {
                    shown: place.visualFocus
                    inset: 0
                }
            }
        }
    }

    Connections {
        target: dialog.moving

        function onAsked(): void {
            list.currentIndex = dialog.moving.first;
            dialog.open();
        }
    }
}
