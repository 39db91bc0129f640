// What belongs together: a heading, perhaps a sentence, and a card with the choices.
import QtQuick
import QtQuick.Layouts
import "../controls"

ColumnLayout {
    id: section

    required property string title
    property string intro
    default property alias rows: place.data

    spacing: 4

    Label {
        Layout.fillWidth: true
        Accessible.role: Accessible.Heading
        Accessible.name: text
        wrapMode: Text.Wrap
        font.weight: Font.DemiBold
        text: section.title
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        wrapMode: Text.Wrap
        kind: Label.Small
        quiet: true
        lineHeight: 1.35
        text: section.intro
    }

    Card {
        Layout.fillWidth: true
        Layout.topMargin: 6
        implicitHeight: place.implicitHeight + 40

        ColumnLayout {
            id: place

            x: 20
            y: 20
            width: parent.width - 40
            spacing: 16
        }
    }
}
