// What one may want to know besides: the card, openness, lineage, the chat template, and the repo's own page.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

ColumnLayout {
    id: root

    required property OfferPane offer
    readonly property OfferOrigins origins: offer.origins as OfferOrigins
    readonly property OfferTemplate template: offer.template as OfferTemplate
    readonly property OfferCard card: offer.card as OfferCard

    spacing: 0

    OfferSection {
        Layout.fillWidth: true
        visible: root.card.phase !== OfferCard.NONE
        title: qsTr("What its publisher says")

        OfferCardView {
            card: root.card
        }
    }

    OfferSection {
        Layout.fillWidth: true
        title: qsTr("How open it is")
        summary: qsTr("%1 of %2 stated").arg(root.origins.open).arg(root.origins.parts)

        OfferLayers {
            origins: root.origins
        }
    }

    OfferSection {
        Layout.fillWidth: true
        title: qsTr("Where it comes from")
        onOpened: root.origins.look()

        OfferLineage {
            origins: root.origins
        }
    }

    OfferSection {
        Layout.fillWidth: true
        visible: root.offer.phase === OfferPane.READY
        title: qsTr("Chat template")
        summary: root.template.summary
        caution: root.template.warning !== ""

        OfferTemplateView {
            template: root.template
        }
    }

    Rectangle {
        Layout.fillWidth: true
        implicitHeight: 1
        color: Theme.hairline
    }

    Button {
        Layout.leftMargin: -12
        Layout.topMargin: 8
        visible: root.offer.page !== ""
        kind: Button.Bare
        symbol: "open"
        text: qsTr("Its page on %1").arg(root.offer.hubTitle)
        hint: root.offer.page
        onClicked: Qt.openUrlExternally(root.offer.page)
    }
}
