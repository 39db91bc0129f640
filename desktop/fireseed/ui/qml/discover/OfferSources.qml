// Who else has the same files, and whose word their digests are: quietly, below the choice.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

ColumnLayout {
    id: root

    required property OfferPane offer

    visible: offer.sources !== "" || offer.digests !== ""
    spacing: 6

    RowLayout {
        visible: root.offer.sources !== ""
        spacing: 8

        Icon {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 1
            name: "check"
            size: Math.round(Theme.icon * 0.8)
            color: Theme.good
        }

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: root.offer.sources
        }
    }

    RowLayout {
        visible: root.offer.digests !== ""
        spacing: 8

        Icon {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 1
            name: "info"
            size: Math.round(Theme.icon * 0.8)
            color: Theme.caution
        }

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: root.offer.digests
        }
    }
}
