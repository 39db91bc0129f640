// What the hubs offer: the list on the left, the chosen repo on the right, or over the list where there is no room.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

FocusScope {
    id: root

    required property Discover page
    readonly property bool wide: width >= 860 * Math.max(1, Theme.scale)
    readonly property OfferPane offer: page.offer as OfferPane
    readonly property bool chosen: offer.phase !== OfferPane.NONE
    signal chat(string model)
    signal openDownloads

    Component.onCompleted: page.start()

    RowLayout {
        anchors.fill: parent
        spacing: 0

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumWidth: root.wide && root.chosen ? root.width * 0.46 : root.width
            visible: root.wide || !root.chosen
            spacing: 0

            SearchField {
                Layout.fillWidth: true
                Layout.margins: 24
                Layout.bottomMargin: 12
                focus: true
                placeholderText: qsTr("Search models")
                onTextChanged: root.page.text = text
                onAccepted: root.page.search()
            }

            Repeater {
                model: root.page.failures

                Notice {
                    id: failure

                    required property string key

                    Layout.fillWidth: true
                    Layout.leftMargin: 24
                    Layout.rightMargin: 24
                    Layout.bottomMargin: 8
                    visible: root.page.phase === Discover.READY
                    action: qsTr("Try again")
                    onActed: root.page.retry(key)
                }
            }

            RepoList {
                Layout.fillWidth: true
                Layout.fillHeight: true
                page: root.page
                chosen: root.offer.key
            }
        }

        Rectangle {
            Layout.fillHeight: true
            visible: root.wide && root.chosen
            implicitWidth: 1
            color: Theme.hairline
        }

        OfferView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.chosen
            offer: root.offer
            over: !root.wide
            onChat: model => root.chat(model)
            onOpenDownloads: root.openDownloads()
        }
    }
}
