// What this is, and where it keeps things.
import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

SettingsSection {
    id: section

    required property SettingsPage page

    title: qsTr("About")

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Fireseed %1").arg(section.page.version)
        hint: qsTr("Free software under the Apache License 2.0. It runs models with llama.cpp and draws with Qt (LGPL). Models have licences of their own.")
    }

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Your data")
        hint: section.page.dataFolder

        Button {
            kind: Button.Bare
            text: qsTr("Show the log")
            onClicked: Qt.openUrlExternally(section.page.logsUrl)
        }

        Button {
            symbol: "folder"
            text: qsTr("Show")
            hint: qsTr("Show the data folder")
            onClicked: Qt.openUrlExternally(section.page.dataUrl)
        }
    }
}
