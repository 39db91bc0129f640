// What a person can choose. Every choice holds at once; there is nothing to save.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import QtQuick.Window
import Fireseed.Settings
import ".."
import "../controls"

FocusScope {
    id: root

    required property SettingsPage page
    readonly property list<SettingsSection> sections: [look, models, downloads, hubs, neighbours, network, about]
    readonly property bool indexed: width >= 980 * Math.max(1, Theme.scale)
    readonly property Item attended: Window.activeFocusItem

    focus: true
    Component.onCompleted: page.start()
    onAttendedChanged: if (visible)
        Qt.callLater(reveal)

    // Brings what the keyboard went to into sight.
    function reveal(): void {
        for (let item = attended; item; item = item.parent)
            if (item === content) {
                const top = attended.mapToItem(content, 0, 0).y + content.y;
                view.contentY = Math.max(0, Math.min(top - 24, Math.max(view.contentY, top + attended.height + 24 - view.height)));
                return;
            }
    }

    SettingsIndex {
        x: 24
        y: 76
        width: 190 * Math.max(1, Theme.scale)
        visible: root.indexed
        titles: root.sections.map(section => section.title)
        current: view.atYEnd && view.contentY > 0 ? root.sections.length - 1 : Math.max(0, root.sections.filter(section => section.y <= view.contentY + 48).length - 1)
        onAsked: index => view.contentY = Math.min(root.sections[index].y + content.y - 24, view.contentHeight - view.height)
    }

    Flickable {
        id: view

        anchors.fill: parent
        anchors.leftMargin: root.indexed ? 238 * Math.max(1, Theme.scale) : 0
        contentHeight: content.implicitHeight + 56
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        T.ScrollBar.vertical: ScrollBar {}

        ColumnLayout {
            id: content

            y: 24
            x: root.indexed ? 24 : Math.max(24, Math.round((view.width - width) / 2))
            width: Math.min(720 * Math.max(1, Theme.scale), view.width - 48)
            spacing: 28

            Label {
                Accessible.role: Accessible.Heading
                kind: Label.Title
                text: qsTr("Settings")
            }

            Notice {
                Layout.fillWidth: true
                visible: root.page.saveProblem !== ""
                tone: Badge.Bad
                title: root.page.saveProblem
                advice: root.page.saveAdvice
            }

            SettingsLook {
                id: look

                Layout.fillWidth: true
                page: root.page
            }

            SettingsModels {
                id: models

                Layout.fillWidth: true
                page: root.page
            }

            SettingsDownloads {
                id: downloads

                Layout.fillWidth: true
                downloads: root.page.downloads as DownloadSettings
            }

            SettingsHubs {
                id: hubs

                Layout.fillWidth: true
                page: root.page
            }

            SettingsNeighbours {
                id: neighbours

                Layout.fillWidth: true
                neighbours: root.page.neighbours as Neighbours
            }

            SettingsNetwork {
                id: network

                Layout.fillWidth: true
                network: root.page.network as NetworkSettings
            }

            SettingsAbout {
                id: about

                Layout.fillWidth: true
                page: root.page
            }
        }
    }
}
