// What it is called, who publishes it and what is known of them, and a line of figures.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import "../controls"

ColumnLayout {
    id: root

    required property OfferPane offer
    property bool over: false
    readonly property OfferTrust trust: offer.trust as OfferTrust

    spacing: 8

    RowLayout {
        spacing: 8

        Label {
            Layout.fillWidth: true
            Accessible.role: Accessible.Heading
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
            kind: Label.Title
            text: root.offer.title
        }

        IconButton {
            Layout.alignment: Qt.AlignTop
            visible: !root.over
            symbol: "close"
            text: qsTr("Close")
            onClicked: root.offer.close()
        }
    }

    Flow {
        Layout.fillWidth: true
        spacing: 8

        Label {
            width: Math.min(implicitWidth, parent.width)
            height: badge.height
            verticalAlignment: Text.AlignVCenter
            elide: Text.ElideMiddle
            text: qsTr("by %1 on %2").arg(root.offer.owner).arg(root.offer.hubTitle)
        }

        OfferBadge {
            id: badge

            visible: root.trust.badge !== ""
            trust: root.trust
        }
    }

    Notice {
        Layout.fillWidth: true
        visible: root.trust.warning !== ""
        tone: Badge.Bad
        title: root.trust.warning
        advice: root.trust.warningAdvice
    }

    OfferEvidence {
        Layout.fillWidth: true
        visible: badge.checked
        trust: root.trust
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        wrapMode: Text.Wrap
        lineHeight: 1.35
        text: root.offer.summary
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        wrapMode: Text.Wrap
        lineHeight: 1.25
        kind: Label.Small
        quiet: true
        text: [root.offer.parameters !== "" ? qsTr("%1 parameters").arg(root.offer.parameters) : "",
            root.offer.contextLength !== "" ? qsTr("%1 tokens of context").arg(root.offer.contextLength) : "",
            root.offer.downloads !== "" ? qsTr("%1 downloads").arg(root.offer.downloads) : "",
            root.offer.updated !== "" ? qsTr("updated %1").arg(root.offer.updated) : ""].filter(fact => fact !== "").join(" · ")
    }

    Notice {
        Layout.fillWidth: true
        visible: root.offer.note !== ""
        title: root.offer.note
    }
}
