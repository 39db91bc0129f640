// What this is, and where it keeps things.
import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

Card {
    id: card

    required property SettingsPage page

    implicitHeight: rows.implicitHeight + 40

    ColumnLayout {
        id: rows

        x: 20
        y: 20
        width: parent.width - 40
        spacing: 16

        SettingRow {
            Layout.fillWidth: true
            title: qsTr("Fireseed %1").arg(card.page.version)
            hint: qsTr("Free software under the Apache License 2.0. It runs models with llama.cpp and draws with Qt (LGPL). Models have licences of their own.")
        }

        SettingRow {
            Layout.fillWidth: true
            title: qsTr("Your data")
            hint: card.page.dataFolder

            Button {
                kind: Button.Bare
                text: qsTr("Show the log")
                onClicked: Qt.openUrlExternally(card.page.logsUrl)
            }

            Button {
                symbol: "folder"
                text: qsTr("Show")
                hint: qsTr("Show the data folder")
                onClicked: Qt.openUrlExternally(card.page.dataUrl)
            }
        }
    }
}
