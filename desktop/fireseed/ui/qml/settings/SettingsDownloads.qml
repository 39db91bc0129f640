// How many downloads at once, over how many connections, how fast and when.
import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import ".."
import "../controls"

SettingsSection {
    id: section

    required property DownloadSettings downloads

    title: qsTr("Downloads")

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Downloads at once")
        hint: qsTr("The others wait for their turn.")

        ComboBox {
            model: section.downloads.most
            currentIndex: section.downloads.atOnce - 1
            displayText: currentIndex + 1
            Accessible.name: qsTr("Downloads at once")
            onActivated: index => section.downloads.atOnce = index + 1
        }
    }

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Connections")
        hint: qsTr("For all downloads together. More are not always faster, and too many can stop a home router.")

        ComboBox {
            model: section.downloads.most
            currentIndex: section.downloads.connections - 1
            displayText: currentIndex + 1
            Accessible.name: qsTr("Connections")
            onActivated: index => section.downloads.connections = index + 1
        }
    }

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Speed limit")
        hint: qsTr("In megabytes a second, for all downloads together. Empty is no limit.")

        TextField {
            id: speed

            implicitWidth: Math.round(110 * Math.max(1, Theme.scale))
            placeholderText: qsTr("No limit")
            inputMethodHints: Qt.ImhFormattedNumbersOnly
            text: section.downloads.speed
            problem: section.downloads.speedProblem
            Accessible.name: qsTr("Speed limit in megabytes a second")
            onEditingFinished: section.downloads.setSpeed(text)
        }

        Label {
            quiet: true
            text: "MB/s"
        }
    }

    ProblemText {
        Layout.fillWidth: true
        Layout.topMargin: -8
        text: section.downloads.speedProblem
    }

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Hours")
        hint: qsTr("Download only between these times of the day, as in 22:00-07:00. Empty is any time.")

        TextField {
            implicitWidth: speed.implicitWidth + Math.round(44 * Math.max(1, Theme.scale))
            placeholderText: qsTr("Any time")
            text: section.downloads.hours
            problem: section.downloads.hoursProblem
            Accessible.name: qsTr("Hours of downloads")
            onEditingFinished: section.downloads.setHours(text)
        }
    }

    ProblemText {
        Layout.fillWidth: true
        Layout.topMargin: -8
        text: section.downloads.hoursProblem
    }
}
