// The same model from somebody else: who, how well they are known, and on which hub.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import "../controls"

RowLayout {
    id: root

    required property OfferPane offer
    readonly property OfferPublishers publishers: offer.publishers as OfferPublishers

    visible: offer.phase !== OfferPane.CONVERSIONS && publishers.count > 1 && publishers.chosen >= 0
    spacing: 10

    Label {
        kind: Label.Small
        quiet: true
        text: qsTr("Publisher")
    }

    ComboBox {
        Layout.fillWidth: true
        model: root.publishers.rows
        textRole: "text"
        valueRole: "key"
        currentIndex: root.publishers.chosen
        Accessible.name: qsTr("Publisher: %1").arg(displayText)
        onActivated: root.offer.choose(currentValue)
    }
}
