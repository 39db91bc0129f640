// How full the disk of the models folder is, and how much of that models are.
import QtQuick
import Fireseed.Library
import ".."
import "../controls"

Column {
    id: meter

    required property LibraryPage page

    spacing: 6
    Accessible.role: Accessible.StaticText
    Accessible.name: page.meter

    Label {
        id: words

        anchors.right: parent.right
        kind: Label.Small
        quiet: true
        text: meter.page.meter
    }

    ProgressBar {
        width: Math.max(240, words.implicitWidth)
        visible: meter.page.metered
        ink: Theme.muted
        value: meter.page.usedPart
        verified: meter.page.modelsPart
        Accessible.name: meter.page.meter
    }
}
