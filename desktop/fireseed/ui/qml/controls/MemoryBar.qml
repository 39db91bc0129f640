// What a model takes of the memory that is free: weights, context and working memory, in bytes. Where they are more
// than what is free, a mark shows where that ends.
pragma ComponentBehavior: Bound

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
    readonly property bool misfit: need > free
    readonly property color ink: misfit ? Theme.bad : Theme.good

    implicitWidth: 200
    implicitHeight: 10
    padding: 1
    Accessible.role: Accessible.Graphic

    background: Rectangle {
        radius: height / 2
        color: Theme.tint
        border.width: 1
        border.color: Theme.hairline
    }

    contentItem: Item {
        Repeater {
            // The longest lies below: its end is seen beside the shorter ones.
            model: [[bar.need, 0.28], [bar.weights + bar.context, 0.45], [bar.weights, 1]]

            Rectangle {
                required property var modelData

                width: Math.max(modelData[0] > 0 ? height : 0, Math.round(bar.availableWidth * modelData[0] / bar.whole))
                height: bar.availableHeight
                radius: height / 2
                color: bar.ink
                opacity: modelData[1]
            }
        }

        Rectangle {
            visible: bar.misfit && bar.free > 0
            x: Math.round(bar.availableWidth * bar.free / bar.whole) - 1
            y: -4
            width: 2
            height: bar.height + 6
            radius: 1
            color: Theme.text
        }
    }
}
