// What scrolls away above the models: a meter for each disk, and the quiet lines.
pragma ComponentBehavior: Bound

import QtQuick
import Fireseed.Library
import ".."

FocusScope {
    id: top

    required property LibraryPage page

    implicitHeight: content.implicitHeight

    Column {
        id: content

        width: parent.width
        spacing: 6
        bottomPadding: lines.count > 0 ? 10 : 6

        Grid {
            id: meters

            readonly property int many: Math.max(1, Math.min(disks.count, Math.floor((width + 24) / (300 * Math.max(1, Theme.scale)))))

            width: parent.width
            visible: top.page.phase !== LibraryPage.LOADING && top.page.phase !== LibraryPage.FAILED && disks.count > 0
            columns: many
            columnSpacing: 24
            rowSpacing: 10
            bottomPadding: 10

            Repeater {
                id: disks

                model: top.page.disks

                DiskMeter {
                    width: Math.min((meters.width - 24 * (meters.many - 1)) / meters.many, 480 * Math.max(1, Theme.scale))
                }
            }
        }

        Repeater {
            id: lines

            model: top.page.lines

            QuietLine {
                width: top.width
                onActed: top.page.actOn(key)
                onClosed: top.page.closeLine(key)
                onFolded: top.page.foldLine(key)
            }
        }
    }
}
