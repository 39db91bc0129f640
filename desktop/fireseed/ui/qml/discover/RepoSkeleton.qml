// The place of one row that is on its way.
import QtQuick
import ".."
import "../controls"

Column {
    topPadding: 12
    bottomPadding: 12
    spacing: 9

    Skeleton {
        width: 220
    }

    Skeleton {
        width: 320
        line: Theme.small
    }

    Skeleton {
        width: 180
        line: Theme.small
    }
}
