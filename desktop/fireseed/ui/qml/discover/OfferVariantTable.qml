// The sizes to choose from: what is free now, each variant, and the rest of them on demand.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import "../controls"

ColumnLayout {
    id: root

    required property OfferPane offer
    readonly property OfferVariants variants: offer.variants as OfferVariants
    signal chat(string model)
    signal openDownloads

    spacing: 10

    ColumnLayout {
        spacing: 2

        Label {
            font.weight: Font.DemiBold
            text: qsTr("Choose a size")
        }

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: root.variants.memory
        }
    }

    Repeater {
        model: root.variants.rows

        VariantDelegate {
            Layout.fillWidth: true
            onDownload: root.offer.download(key)
            onChat: root.chat(chatModel)
            onOpenDownloads: root.openDownloads()
            onFold: root.variants.fold(key)
        }
    }

    Button {
        visible: root.variants.others > 0
        kind: Button.Bare
        symbol: "chevron-down"
        text: qsTr("Show all sizes (%1 more)").arg(root.variants.others)
        onClicked: root.variants.showAll()
    }
}
