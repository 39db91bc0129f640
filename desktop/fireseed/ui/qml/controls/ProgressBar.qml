// A thick quiet bar. `value` is what is here, `verified` the darker part of it that is proven; both 0 to 1.
import QtQuick
import QtQuick.Templates as T
import ".."

T.ProgressBar {
    id: bar

    property real verified: -1
    property color ink: Theme.accent

    implicitWidth: 200
    implicitHeight: 8
    Accessible.role: Accessible.ProgressBar

    background: Rectangle {
        radius: height / 2
        color: Theme.tint
        border.width: 1
        border.color: Theme.hairline
    }

    contentItem: Item {
        clip: true

        Rectangle {
            visible: !bar.indeterminate
            width: Math.max(bar.position > 0 ? height : 0, parent.width * bar.position)
            height: parent.height
            radius: height / 2
            color: bar.ink
            opacity: bar.verified < 0 ? 1 : 0.4
        }

        Rectangle {
            visible: bar.verified > 0
            width: Math.max(height, parent.width * bar.verified)
            height: parent.height
            radius: height / 2
            color: bar.ink
        }

        Rectangle {
            visible: bar.indeterminate
            width: parent.width * 0.3
            height: parent.height
            radius: height / 2
            color: bar.ink
            x: Theme.still ? parent.width * 0.35 : 0

            SequentialAnimation on x {
                running: bar.indeterminate && bar.visible && !Theme.still
                loops: Animation.Infinite

                NumberAnimation {
                    from: -bar.width * 0.3
                    to: bar.width
                    duration: 1400
                    easing.type: Easing.InOutQuad
                }
            }
        }
    }
}
