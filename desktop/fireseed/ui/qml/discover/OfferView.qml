// The chosen repo: who and what, then its sizes, each with its one button, then what one may want to know besides.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import QtQuick.Window
import Fireseed.Discover
import "../controls"

Flickable {
    id: root

    required property OfferPane offer
    property bool over: false
    readonly property bool known: offer.phase === OfferPane.READY || offer.phase === OfferPane.CONVERSIONS
    readonly property OfferOrigins origins: offer.origins as OfferOrigins
    readonly property OfferTemplate template: offer.template as OfferTemplate
    readonly property Item attended: Window.activeFocusItem
    signal chat(string model)
    signal openDownloads

    contentHeight: content.implicitHeight + 48
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    onAttendedChanged: if (visible)
        Qt.callLater(reveal)
    Keys.onEscapePressed: offer.close()
    T.ScrollBar.vertical: ScrollBar {}

    // Brings what the keyboard went to into sight.
    function reveal(): void {
        for (let item = attended; item; item = item.parent)
            if (item === content) {
                const top = attended.mapToItem(content, 0, 0).y + content.y;
                contentY = Math.max(0, Math.min(top - 24, Math.max(contentY, top + attended.height + 24 - height)));
                return;
            }
    }

    ColumnLayout {
        id: content

        x: 28
        y: 24
        width: root.width - 56
        spacing: 14

        Button {
            Layout.leftMargin: -12
            visible: root.over
            kind: Button.Bare
            symbol: "chevron-left"
            text: qsTr("All models")
            onClicked: root.offer.close()
        }

        OfferHeader {
            Layout.fillWidth: true
            offer: root.offer
            over: root.over
        }

        OfferTerms {
            Layout.fillWidth: true
            visible: root.known || root.offer.phase === OfferPane.LOADING
            licence: root.offer.licence as OfferLicence
        }

        OfferAccess {
            Layout.fillWidth: true
            visible: root.offer.gated || root.offer.barred
            offer: root.offer
        }

        OfferPublisherChoice {
            Layout.fillWidth: true
            offer: root.offer
        }

        Notice {
            Layout.fillWidth: true
            visible: root.offer.absent !== ""
            title: qsTr("%1 is not offered here").arg(root.offer.absent)
            advice: qsTr("These are the sizes that there are now.")
        }

        Notice {
            Layout.fillWidth: true
            visible: root.offer.phase === OfferPane.READY && root.offer.problem !== ""
            tone: Badge.Bad
            title: root.offer.problem
            advice: root.offer.advice
        }

        Notice {
            Layout.fillWidth: true
            visible: root.offer.phase === OfferPane.READY && root.template.warning !== ""
            title: root.template.warning
            advice: qsTr("Look at it below, under “Chat template”, before you use the model.")
        }

        OfferVariantTable {
            Layout.fillWidth: true
            Layout.topMargin: 4
            visible: root.offer.phase === OfferPane.READY
            offer: root.offer
            onChat: model => root.chat(model)
            onOpenDownloads: root.openDownloads()
        }

        OfferConversions {
            Layout.fillWidth: true
            visible: root.offer.phase === OfferPane.CONVERSIONS
            offer: root.offer
        }

        OfferSources {
            Layout.fillWidth: true
            offer: root.offer
        }

        OfferSections {
            Layout.fillWidth: true
            Layout.topMargin: 4
            visible: root.known
            offer: root.offer
        }

        Repeater {
            model: root.offer.phase === OfferPane.LOADING ? 3 : 0

            Skeleton {
                Layout.fillWidth: true
                line: 92
                radius: 12
            }
        }

        ErrorState {
            Layout.fillWidth: true
            Layout.topMargin: 24
            visible: root.offer.phase === OfferPane.FAILED && !root.offer.barred
            title: root.offer.problem
            advice: root.offer.advice
            details: root.offer.details
            onRetry: root.offer.retry()
        }
    }
}
