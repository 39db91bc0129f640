// The place of one row that is on its way.
import QtQuick
import ".."
import "../controls"

Column {
    topPadding: 12
    bottomPadding: 12
    spacing: 8

    Skeleton {
        width: 260
    }

    Skeleton {
        width: 180
        line: Theme.small
    }
}
