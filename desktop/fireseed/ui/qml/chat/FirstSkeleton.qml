// Holds the place of a card while this machine is looked at.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

Card {
    implicitHeight: 320 * Math.max(1, Theme.scale)
    Accessible.ignored: true

    ColumnLayout {
        x: 20
        y: 20
        width: parent.width - 40
        spacing: 12

        Skeleton {
            implicitWidth: 80
        }

        Skeleton {
            Layout.fillWidth: true
            line: Theme.title
        }

        Skeleton {
            Layout.fillWidth: true
            line: 3 * Theme.body
        }
    }
}
