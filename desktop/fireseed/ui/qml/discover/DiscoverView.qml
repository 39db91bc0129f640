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
    readonly property OfferPane offer: page.offer as OfferPane
    readonly property bool wide: width >= 860 * Math.max(1, Theme.scale)
    readonly property bool chosen: offer.phase !== OfferPane.NONE
    signal chat(string model)
    signal openDownloads

    focus: true
    Component.onCompleted: page.start()

    RowLayout {
        anchors.fill: parent
        spacing: 0

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 46
            visible: root.wide || !root.chosen
            spacing: 0

            SearchField {
                Layout.fillWidth: true
                Layout.margins: 24
                Layout.bottomMargin: 8
                focus: true
                placeholderText: qsTr("Search, or paste an address")
                onTextChanged: root.page.text = text
                onAccepted: {
                    root.page.accept();
                    if (root.page.suggestion !== "")
                        view.forceActiveFocus();
                }
                Keys.onDownPressed: list.enter()
            }

            AddressSuggestion {
                Layout.fillWidth: true
                Layout.leftMargin: 24
                Layout.rightMargin: 24
                Layout.bottomMargin: 8
                visible: root.page.suggestion !== ""
                text: root.page.suggestion
                part: root.page.suggested
                onClicked: {
                    root.page.accept();
                    view.forceActiveFocus();
                }
            }

            Label {
                Layout.fillWidth: true
                Layout.leftMargin: 24
                Layout.rightMargin: 24
                Layout.bottomMargin: 8
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
                visible: text !== ""
                wrapMode: Text.Wrap
                kind: Label.Small
                quiet: true
                text: root.page.addressProblem
            }

            FilterBar {
                Layout.fillWidth: true
                Layout.leftMargin: 24
                Layout.rightMargin: 24
                filters: root.page.filters as SearchFilters
            }

            Notice {
                Layout.fillWidth: true
                Layout.leftMargin: 24
                Layout.rightMargin: 24
                Layout.topMargin: 8
                visible: root.page.phase !== Discover.FAILED && title !== ""
                title: root.page.trouble
                advice: root.page.troubleAdvice
                action: qsTr("Try again")
                onActed: root.page.retryAll()
            }

            ResultBar {
                Layout.fillWidth: true
                Layout.leftMargin: 24
                Layout.rightMargin: 16
                Layout.topMargin: 4
                Layout.bottomMargin: 4
                page: root.page
            }

            RepoList {
                id: list

                Layout.fillWidth: true
                Layout.fillHeight: true
                page: root.page
                onOpened: view.forceActiveFocus()
            }
        }

        Rectangle {
            Layout.fillHeight: true
            visible: root.wide
            implicitWidth: 1
            color: Theme.hairline
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 54
            visible: root.wide || root.chosen

            OfferView {
                id: view

                anchors.fill: parent
                visible: root.chosen
                offer: root.offer
                over: !root.wide
                onChat: model => root.chat(model)
                onOpenDownloads: root.openDownloads()
            }

            EmptyState {
                anchors.centerIn: parent
                width: parent.width - 96
                visible: !root.chosen && root.page.phase === Discover.READY
                symbol: "model"
                title: qsTr("Choose a model")
                advice: qsTr("Its sizes, what it needs and what its licence allows are shown here.")
            }
        }
    }
}
