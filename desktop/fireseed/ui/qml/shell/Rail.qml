// The way between the pages; at its foot, one line about this computer.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Shell
import ".."
import "../controls"

Rectangle {
    id: rail

    required property Shell shell
    required property bool narrow

    implicitWidth: narrow ? 64 : Math.round(204 * Math.max(1, Theme.scale))
    color: Theme.rail

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 10
        spacing: 2

        RowLayout {
            Layout.fillWidth: true
            Layout.preferredHeight: 48
            Layout.bottomMargin: 8
            spacing: 10

            Image {
                Layout.leftMargin: rail.narrow ? 6 : 8
                Layout.preferredWidth: 32
                Layout.preferredHeight: 32
                source: "image://icons/fireseed/000000"
                sourceSize: Qt.size(64, 64)
                Accessible.ignored: true
            }

            Label {
                Layout.fillWidth: true
                visible: !rail.narrow
                text: qsTr("Fireseed")
                font.pixelSize: Math.round(17 * Theme.scale)
                font.weight: Font.DemiBold
                elide: Text.ElideRight
            }
        }

        RailItem {
            shell: rail.shell
            page: Shell.CHAT
            symbol: "chat"
            text: qsTr("Chat")
            narrow: rail.narrow
        }

        RailItem {
            shell: rail.shell
            page: Shell.DISCOVER
            symbol: "discover"
            text: qsTr("Discover")
            narrow: rail.narrow
        }

        RailItem {
            shell: rail.shell
            page: Shell.LIBRARY
            symbol: "library"
            text: qsTr("Library")
            narrow: rail.narrow
        }

        RailItem {
            shell: rail.shell
            page: Shell.DOWNLOADS
            symbol: "downloads"
            text: qsTr("Downloads")
            narrow: rail.narrow
            count: rail.shell.busyDownloads
        }

        Item {
            Layout.fillHeight: true
        }

        RailItem {
            shell: rail.shell
            page: Shell.SETTINGS
            symbol: "settings"
            text: qsTr("Settings")
            narrow: rail.narrow
        }

        Rectangle {
            Layout.fillWidth: true
            Layout.topMargin: 8
            Layout.bottomMargin: 4
            implicitHeight: 1
            color: Theme.hairline
        }

        MachineLine {
            Layout.fillWidth: true
            text: rail.shell.machine
            narrow: rail.narrow
        }
    }

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.hairline
    }
}
