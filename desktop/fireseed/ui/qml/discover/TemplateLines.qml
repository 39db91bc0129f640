// Two templates line by line: what stands only here, what only in the official one, and a little around it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

Rectangle {
    id: root

    required property QtObject lines

    implicitHeight: rows.implicitHeight + 16
    radius: Theme.radius
    color: Theme.dark ? Theme.rail : Theme.raised
    border.width: 1
    border.color: Theme.hairline

    ColumnLayout {
        id: rows

        y: 8
        x: 1
        width: parent.width - 2
        spacing: 0

        Repeater {
            model: root.lines

            Rectangle {
                id: line

                required property string text
                required property int side
                required property string number
                readonly property bool gap: side === OfferTemplate.GAP

                Layout.fillWidth: true
                implicitHeight: words.implicitHeight + 4
                color: ["transparent", Theme.cautionTint, Theme.badTint, "transparent"][side]
                Accessible.role: Accessible.StaticText
                Accessible.name: [qsTr("Line %1: %2"), qsTr("Only here, line %1: %2"), qsTr("Only in the official one, line %1: %2"), qsTr("Equal lines")][side].arg(number).arg(text)

                Row {
                    x: 8
                    y: 2
                    spacing: 8

                    Label {
                        width: Math.round(30 * Theme.scale)
                        horizontalAlignment: Text.AlignRight
                        mono: true
                        kind: Label.Small
                        color: Theme.tintMuted
                        text: line.gap ? "…" : line.number
                    }

                    Label {
                        width: Math.round(12 * Theme.scale)
                        mono: true
                        kind: Label.Small
                        font.weight: Font.Bold
                        color: [Theme.tintMuted, Theme.tintCaution, Theme.tintBad, Theme.tintMuted][line.side]
                        text: ["", "+", "−", ""][line.side]
                    }

                    Label {
                        id: words

                        width: line.width - 76 * Math.max(1, Theme.scale)
                        wrapMode: Text.WrapAnywhere
                        mono: true
                        kind: Label.Small
                        text: line.text
                    }
                }
            }
        }
    }
}
