// How full one disk is, and how much of that models are.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

Column {
    id: meter

    required property string title
    required property string about
    required property bool absent
    required property double models
    required property double used

    spacing: 6
    Accessible.role: Accessible.StaticText
    Accessible.name: title + ", " + about

    RowLayout {
        width: parent.width
        spacing: 12

        Label {
            Layout.fillWidth: true
            elide: Text.ElideMiddle
            kind: Label.Small
            text: meter.title
            Accessible.ignored: true

            HoverHandler {
                id: over
            }

            Tooltip {
                text: meter.title
                wanted: over.hovered
            }
        }

        Label {
            kind: Label.Small
            quiet: !meter.absent
            color: meter.absent ? Theme.caution : Theme.muted
            text: meter.about
            Accessible.ignored: true
        }
    }

    ProgressBar {
        width: parent.width
        visible: !meter.absent
        ink: Theme.muted
        value: meter.used
        verified: meter.models
        Accessible.ignored: true
    }
}
