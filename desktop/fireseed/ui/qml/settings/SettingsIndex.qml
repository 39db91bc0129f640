// The headings of the page, to jump to.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

Column {
    id: root

    required property list<string> titles
    required property int current
    signal asked(int index)

    spacing: 2
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Sections")

    Repeater {
        model: root.titles

        T.AbstractButton {
            id: entry

            required property int index
            required property string modelData
            readonly property bool shown: index === root.current

            width: root.width
            implicitHeight: implicitContentHeight + 12
            leftPadding: 12
            rightPadding: 8
            focusPolicy: Qt.StrongFocus
            hoverEnabled: true
            text: modelData
            Accessible.role: Accessible.Link
            Accessible.name: text
            Keys.onReturnPressed: click()
            Keys.onEnterPressed: click()
            onClicked: root.asked(index)

            contentItem: Label {
                verticalAlignment: Text.AlignVCenter
                wrapMode: Text.Wrap
                kind: Label.Small
                font.weight: entry.shown ? Font.DemiBold : Font.Normal
                color: entry.shown ? Theme.text : Theme.muted
                text: entry.text
            }

            background: Rectangle {
                radius: Theme.radius
                color: entry.down ? Theme.pressed : entry.hovered ? Theme.hover : "transparent"

                Rectangle {
                    visible: entry.shown
                    anchors.verticalCenter: parent.verticalCenter
                    width: 3
                    height: parent.height - 14
                    radius: 1.5
                    color: Theme.accent
                }

                FocusRing {
                    shown: entry.visualFocus
                    inset: 0
                }
            }
        }
    }
}
