// What a model costs: bytes to fetch, how fast it will answer, and the memory that it takes of what is free.
import QtQuick
import QtQuick.Layouts
import "../controls"

ColumnLayout {
    id: facts

    required property string size
    required property string speed
    required property string memory
    required property real weights
    required property real context
    required property real working
    required property real free

    spacing: 6

    Label {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        kind: Label.Small
        font.weight: Font.Medium
        text: [facts.size, facts.speed].filter(fact => fact !== "").join(" · ")
    }

    MemoryBar {
        Layout.fillWidth: true
        weights: facts.weights
        context: facts.context
        working: facts.working
        free: facts.free
        Accessible.name: facts.memory
    }

    Label {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        kind: Label.Small
        quiet: true
        text: facts.memory
        Accessible.ignored: true
    }
}
