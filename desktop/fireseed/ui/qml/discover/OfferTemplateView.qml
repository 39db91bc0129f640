// The chat template: how it compares with the official one, what it does besides, where it differs, and all of it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

ColumnLayout {
    id: root

    required property OfferTemplate template
    property bool whole: false

    spacing: 10

    Label {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        lineHeight: 1.25
        text: qsTr("It decides what the model is told besides your words. %1").arg(root.template.sentence)
    }

    Repeater {
        model: root.template.findings

        ColumnLayout {
            id: finding

            required property string text
            required property string quote

            spacing: 2

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                kind: Label.Small
                color: Theme.caution
                text: finding.text
            }

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                kind: Label.Small
                mono: true
                text: finding.quote
            }
        }
    }

    TemplateLines {
        Layout.fillWidth: true
        visible: root.template.different
        lines: root.template.lines
    }

    RowLayout {
        visible: root.template.text !== ""
        spacing: 8

        Button {
            text: root.whole ? qsTr("Hide the template") : qsTr("Show the whole template")
            onClicked: root.whole = !root.whole
        }

        CopyButton {
            value: root.template.text
            offer: qsTr("Copy it")
        }
    }

    Loader {
        Layout.fillWidth: true
        visible: root.whole
        active: root.whole

        sourceComponent: Rectangle {
            implicitHeight: source.implicitHeight
            radius: Theme.radius
            color: Theme.dark ? Theme.rail : Theme.raised
            border.width: 1
            border.color: Theme.hairline

            TextEdit {
                id: source

                width: parent.width
                padding: 12
                readOnly: true
                selectByMouse: true
                activeFocusOnTab: true
                textFormat: TextEdit.PlainText
                wrapMode: TextEdit.WrapAnywhere
                color: Theme.text
                selectionColor: Theme.accent
                selectedTextColor: Theme.accentInk
                font.pixelSize: Theme.small
                font.family: Theme.mono
                text: root.template.text
                Accessible.role: Accessible.EditableText
                Accessible.name: qsTr("Chat template")
            }
        }
    }
}
