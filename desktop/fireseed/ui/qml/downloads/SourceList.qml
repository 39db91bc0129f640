// Where the bytes of one download come from: each hub with its part, and why one is not asked any more.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

Column {
    id: sources

    required property QtObject delivery

    spacing: 6

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.hairline
    }

    Repeater {
        model: sources.delivery

        Column {
            id: source

            required property string key
            required property string title
            required property string amount
            required property string speed
            required property string connections
            required property string problem

            width: sources.width
            spacing: 2
            Accessible.role: Accessible.StaticText
            Accessible.name: [title, amount, speed, connections, problem].filter(fact => fact !== "").join(", ")

            RowLayout {
                width: parent.width
                spacing: 16

                Label {
                    Layout.fillWidth: true
                    kind: Label.Small
                    elide: Text.ElideMiddle
                    text: source.title
                    Accessible.ignored: true
                }

                Label {
                    kind: Label.Small
                    quiet: true
                    text: [source.connections, source.speed].filter(fact => fact !== "").join(" · ")
                    Accessible.ignored: true
                }

                Label {
                    Layout.preferredWidth: 72 * Math.max(1, Theme.scale)
                    horizontalAlignment: Text.AlignRight
                    kind: Label.Small
                    quiet: true
                    text: source.amount
                    Accessible.ignored: true
                }
            }

            Label {
                width: parent.width
                visible: source.problem !== ""
                wrapMode: Text.Wrap
                kind: Label.Small
                color: Theme.caution
                text: qsTr("Not asked any more: %1").arg(source.problem)
                Accessible.ignored: true
            }
        }
    }
}
