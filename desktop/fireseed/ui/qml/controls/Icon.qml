// One symbol of the line set in `resources/icons/`, drawn in `color`.
import QtQuick
import QtQuick.Window
import ".."

Image {
    id: icon

    required property string name
    property color color: Theme.text
    property int size: Theme.icon

    source: name === "" ? "" : "image://icons/" + name + "/" + String(color).slice(1)
    sourceSize: Qt.size(Math.ceil(size * Screen.devicePixelRatio), Math.ceil(size * Screen.devicePixelRatio))
    width: size
    height: size
    Accessible.ignored: true
}
