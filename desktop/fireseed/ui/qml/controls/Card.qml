// Something that belongs together, raised a little from the page.
import QtQuick
import ".."

Rectangle {
    radius: Theme.cardRadius
    color: Theme.raised
    border.width: 1
    border.color: Theme.hairline
}
