// The one shadow, for what floats. A few soft outlines instead of a blur: they cost nothing without a graphics card.
pragma ComponentBehavior: Bound

import QtQuick
import ".."

Item {
    id: shadow

    property int radius: Theme.cardRadius

    anchors.fill: parent

    Repeater {
        model: 6

        Rectangle {
            required property int index

            anchors.fill: parent
            anchors.margins: -index
            anchors.topMargin: 2 - index
            anchors.bottomMargin: -index - 2
            radius: shadow.radius + index
            color: "transparent"
            border.width: 1
            border.color: Theme.shade
            opacity: (6 - index) / 12
        }
    }
}
