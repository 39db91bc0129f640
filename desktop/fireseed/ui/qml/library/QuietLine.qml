// One thing that is under way or could be done: a sentence, one button, and what is behind it for those who ask.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."
import "../controls"

Rectangle {
    id: line

    required property string key
    required property string text
    required property string action
    required property bool working
    required property double part
    required property bool closable
    required property bool trouble
    required property bool foldable
    required property bool open
    required property QtObject particulars
    signal acted
    signal closed
    signal folded

    implicitHeight: content.implicitHeight + 4
    radius: Theme.radius
    color: Theme.tint
    Accessible.role: Accessible.Grouping
    Accessible.name: text

    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: 12
        anchors.rightMargin: 6
        spacing: 6

        RowLayout {
            spacing: 10

            Icon {
                name: line.working ? "clock" : line.trouble ? "warning" : "info"
                size: Math.round(Theme.icon * 0.9)
                color: line.trouble ? Theme.tintCaution : Theme.tintMuted
            }

            Label {
                Layout.fillWidth: true
                Layout.minimumHeight: Math.round(32 * Math.max(0.9, Theme.scale))
                verticalAlignment: Text.AlignVCenter
                wrapMode: line.working ? Text.NoWrap : Text.Wrap
                elide: line.working ? Text.ElideMiddle : Text.ElideNone
                kind: Label.Small
                text: line.text
                Accessible.ignored: true
            }

            ProgressBar {
                Layout.preferredWidth: Math.min(200, line.width / 5)
                visible: line.working
                ink: Theme.muted
                indeterminate: line.part < 0
                value: Math.max(0, line.part)
                Accessible.name: line.text
            }

            Button {
                Layout.topMargin: -2
                Layout.bottomMargin: -2
                visible: line.action !== ""
                kind: Button.Bare
                font.pixelSize: Theme.small
                text: line.action
                Accessible.description: line.text
                onClicked: line.acted()
            }

            IconButton {
                visible: line.foldable
                symbol: line.open ? "chevron-up" : "chevron-down"
                text: line.open ? qsTr("Hide the details") : qsTr("Show the details")
                onClicked: line.folded()
            }

            IconButton {
                visible: line.closable
                symbol: "close"
                text: qsTr("Close")
                onClicked: line.closed()
            }
        }

        ListView {
            id: list

            Layout.fillWidth: true
            Layout.rightMargin: 6
            Layout.bottomMargin: 6
            Layout.preferredHeight: Math.min(contentHeight, 220)
            visible: line.open
            spacing: 8
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: contentHeight > height
            model: line.particulars
            Accessible.role: Accessible.List
            Accessible.name: line.text
            T.ScrollBar.vertical: ScrollBar {}

            delegate: RowLayout {
                id: particular

                required property string title
                required property string advice
                required property string details

                width: ListView.view ? ListView.view.width - 8 : 0
                spacing: 8

                ColumnLayout {
                    spacing: 1
                    Accessible.role: Accessible.StaticText
                    Accessible.name: particular.title
                    Accessible.description: particular.advice

                    Label {
                        Layout.fillWidth: true
                        wrapMode: Text.Wrap
                        kind: Label.Small
                        font.weight: Font.Medium
                        text: particular.title
                        Accessible.ignored: true
                    }

                    Label {
                        Layout.fillWidth: true
                        wrapMode: Text.Wrap
                        kind: Label.Small
                        color: Theme.tintMuted
                        text: particular.advice
                        Accessible.ignored: true
                    }
                }

                CopyButton {
                    visible: particular.details !== ""
                    kind: Button.Bare
                    value: particular.details
                }
            }
        }
    }
}
