// What a model takes of the memory that is free: weights, context and working memory, in bytes.
import QtQuick
import QtQuick.Templates as T
import ".."

T.Control {
    id: bar

    property real weights: 0
    property real context: 0
    property real working: 0
    property real free: 0
    readonly property real need: weights + context + working
    readonly property real whole: Math.max(free, need, 1)

    implicitWidth: 200
    implicitHeight: 8
    Accessible.role: Accessible.Graphic

    background: Rectangle {
        radius: height / 2
        color: Theme.tint
        border.width: 1
        border.color: bar.need > bar.free ? Theme.bad : Theme.hairline
    }

    contentItem: Item {
        Rectangle {
            width: parent.width * bar.need / bar.whole
            height: parent.height
            radius: height / 2
            color: bar.need > bar.free ? Theme.bad : Theme.good
            opacity: 0.3
        }

        Rectangle {
            width: parent.width * (bar.weights + bar.context) / bar.whole
            height: parent.height
            radius: height / 2
            color: bar.need > bar.free ? Theme.bad : Theme.good
            opacity: 0.5
        }

        Rectangle {
            width: parent.width * bar.weights / bar.whole
            height: parent.height
            radius: height / 2
            color: bar.need > bar.free ? Theme.bad : Theme.good
        }
    }
}
