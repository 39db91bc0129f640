// Code: what language it calls itself, a way to copy it, and its lines, which scroll sideways or wrap.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Shell
import ".."
import "../controls"

Rectangle {
    id: block

    required property string html
    required property string text
    required property string language
    property bool wrapped: false

    implicitHeight: head.height + flick.height
    radius: Theme.radius
    color: Theme.dark ? Theme.rail : Theme.raised
    border.width: 1
    border.color: Theme.hairline

    RowLayout {
        id: head

        x: 14
        width: parent.width - 20
        height: Math.round(38 * Math.max(1, Theme.scale))
        spacing: 0

        Label {
            Layout.fillWidth: true
            elide: Text.ElideRight
            kind: Label.Small
            quiet: true
            text: block.language !== "" ? block.language : qsTr("Code")
        }

        IconButton {
            size: 28
            symbol: "wrap"
            text: block.wrapped ? qsTr("Don't wrap long lines") : qsTr("Wrap long lines")
            ink: block.wrapped ? Theme.accent : Theme.muted
            onClicked: block.wrapped = !block.wrapped
        }

        IconButton {
            size: 28
            symbol: copied.running ? "check" : "copy"
            text: copied.running ? qsTr("Copied") : qsTr("Copy the code")
            onClicked: {
                Clipboard.copy(block.text);
                copied.restart();
            }

            Timer {
                id: copied

                interval: 1600
            }
        }
    }

    Rectangle {
        y: head.height - 1
        width: parent.width
        height: 1
        color: Theme.hairline
    }

    Flickable {
        id: flick

        y: head.height
        width: parent.width
        height: code.height
        clip: true
        contentWidth: block.wrapped ? width : Math.max(width, code.implicitWidth)
        contentHeight: height
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        interactive: contentWidth > width

        TextEdit {
            id: code

            width: block.wrapped ? flick.width : Math.max(flick.width, implicitWidth)
            padding: 14
            topPadding: 10
            bottomPadding: 14
            readOnly: true
            selectByMouse: true
            textFormat: TextEdit.RichText
            wrapMode: block.wrapped ? TextEdit.Wrap : TextEdit.NoWrap
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            font.pixelSize: Math.round(14 * Theme.scale)
            font.family: Theme.mono
            text: Theme.sheet + block.html
            Accessible.role: Accessible.StaticText
            Accessible.name: block.text
        }

        T.ScrollBar.horizontal: ScrollBar {}
    }
}
