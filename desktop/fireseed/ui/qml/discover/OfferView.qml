// The chosen repo: facts, then its variants, each with its one button.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Discover
import "../controls"

Flickable {
    id: root

    required property OfferPane offer
    property bool over: false
    signal chat(string model)
    signal openDownloads

    contentHeight: content.implicitHeight + 48
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    Keys.onEscapePressed: offer.close()
    T.ScrollBar.vertical: ScrollBar {}

    ColumnLayout {
        id: content

        x: 28
        y: 24
        width: root.width - 56
        spacing: 12

        Button {
            Layout.leftMargin: -12
            visible: root.over
            kind: Button.Bare
            symbol: "chevron-left"
            text: qsTr("All models")
            onClicked: root.offer.close()
        }

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

        OfferFacts {
            Layout.fillWidth: true
            offer: root.offer
        }

        OfferAccess {
            Layout.fillWidth: true
            Layout.topMargin: 4
            visible: root.offer.gated || root.offer.barred
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

        ColumnLayout {
            Layout.topMargin: 12
            visible: root.offer.phase === OfferPane.READY
            spacing: 2

            Label {
                font.weight: Font.DemiBold
                text: qsTr("Choose a size")
            }

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                kind: Label.Small
                quiet: true
                text: root.offer.memory
            }
        }

        Repeater {
            model: root.offer.variants

            VariantDelegate {
                Layout.fillWidth: true
                onDownload: root.offer.download(key)
                onChat: root.chat(chatModel)
                onOpenDownloads: root.openDownloads()
            }
        }

        OfferSources {
            Layout.fillWidth: true
            offer: root.offer
        }

        Repeater {
            model: root.offer.phase === OfferPane.LOADING ? 3 : 0

            Skeleton {
                Layout.fillWidth: true
                line: 64
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
