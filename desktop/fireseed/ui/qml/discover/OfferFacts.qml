// Who publishes it, how large it is, what its licence allows.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import "../controls"

ColumnLayout {
    id: root

    required property OfferPane offer

    spacing: 6

    Label {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        quiet: true
        text: [qsTr("by %1").arg(root.offer.owner), root.offer.hubTitle,
            root.offer.parameters !== "" ? qsTr("%1 parameters").arg(root.offer.parameters) : "",
            root.offer.contextLength !== "" ? qsTr("%1 tokens of context").arg(root.offer.contextLength) : "",
            root.offer.updated].filter(fact => fact !== "").join(" · ")
    }

    Label {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        lineHeight: 1.35
        text: root.offer.licence !== "" ? root.offer.licence + ". " + root.offer.licenceSentence : root.offer.licenceSentence
    }

    Badge {
        visible: root.offer.gated
        tone: Badge.Caution
        symbol: "info"
        text: qsTr("Its publisher asks you to accept terms first")
    }

    Button {
        visible: root.offer.page !== ""
        kind: Button.Bare
        symbol: "open"
        text: qsTr("Its page on %1").arg(root.offer.hubTitle)
        hint: root.offer.page
        onClicked: Qt.openUrlExternally(root.offer.page)
    }
}
