// The speed of the last minute as a line, the newest second at the right. `curve` has parts of the fastest.
import QtQuick
import QtQuick.Shapes
import ".."

Shape {
    id: line

    required property list<double> curve

    readonly property real step: width / 59
    readonly property list<point> points: curve.map((part, at) => Qt.point(width - (curve.length - 1 - at) * step, 1 + (height - 2) * (1 - part)))

    // Not implicit ones: a shape has the size of what it draws, and would change it with every second.
    width: 88
    height: 24
    Accessible.ignored: true

    ShapePath {
        strokeWidth: -1
        fillColor: Theme.accentTint

        PathPolyline {
            path: [Qt.point(line.points[0].x, line.height), ...line.points, Qt.point(line.width, line.height)]
        }
    }

    ShapePath {
        strokeWidth: 1.5
        strokeColor: Theme.accent
        fillColor: "transparent"
        joinStyle: ShapePath.RoundJoin

        PathPolyline {
            path: line.points
        }
    }
}
