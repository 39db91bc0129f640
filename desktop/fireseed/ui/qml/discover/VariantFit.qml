// How one variant fits this machine: the bar, the verdict in words, the expected speed.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

ColumnLayout {
    id: root

    required property int grade
    required property string verdict
    required property string speed
    required property string memory
    required property string parts
    required property string note
    required property double weights
    required property double context
    required property double working
    required property double free
    required property bool rough

    spacing: 5

    MemoryBar {
        Layout.fillWidth: true
        visible: root.verdict !== ""
        weights: root.weights
        context: root.context
        working: root.working
        free: root.free
        opacity: root.rough ? 0.55 : 1
        Accessible.name: qsTr("Memory: %1").arg(root.memory)
        Accessible.description: root.parts
    }

    RowLayout {
        visible: root.verdict !== ""
        spacing: 8

        Rectangle {
            implicitWidth: 8
            implicitHeight: 8
            radius: 4
            color: [Theme.hairline, Theme.good, Theme.caution, Theme.caution, Theme.bad][root.grade]
        }

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            kind: Label.Small
            text: root.verdict
        }

        Label {
            kind: Label.Small
            quiet: true
            text: [root.rough ? qsTr("estimate") : "", root.speed, root.memory].filter(fact => fact !== "").join(" · ")
        }
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        wrapMode: Text.Wrap
        kind: Label.Small
        color: Theme.caution
        text: root.note
    }
}
