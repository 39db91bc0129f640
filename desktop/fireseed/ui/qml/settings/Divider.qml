// A hairline between things of one card.
import QtQuick
import QtQuick.Layouts
import ".."

Rectangle {
    Layout.fillWidth: true
    implicitHeight: 1
    color: Theme.hairline
}
