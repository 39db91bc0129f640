// Who publishes it, how large it is, what its licence allows.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import "../controls"

ColumnLayout {
    id: root

    required property OfferPane offer

    spacing: 8

    Label {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        lineHeight: 1.35
        quiet: true
        text: [qsTr("by %1").arg(root.offer.owner),
            root.offer.parameters !== "" ? qsTr("%1 parameters").arg(root.offer.parameters) : "",
            root.offer.contextLength !== "" ? qsTr("%1 tokens of context").arg(root.offer.contextLength) : "",
            root.offer.downloads !== "" ? qsTr("%1 downloads").arg(root.offer.downloads) : "",
            root.offer.updated !== "" ? qsTr("updated %1").arg(root.offer.updated) : ""].filter(fact => fact !== "").join(" · ")
    }

    Label {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        lineHeight: 1.35
        text: qsTr("%1. %2").arg(root.offer.licence).arg(root.offer.licenceSentence)
    }

    Button {
        Layout.leftMargin: -12
        visible: root.offer.page !== ""
        kind: Button.Bare
        symbol: "open"
        text: qsTr("Its page on %1").arg(root.offer.hubTitle)
        hint: root.offer.page
        onClicked: Qt.openUrlExternally(root.offer.page)
    }
}
