// Language, colours, size of the text.
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
            title: qsTr("Language")

            ComboBox {
                model: [qsTr("As the system"), "English", "中文"]
                currentIndex: card.page.language
                Accessible.name: qsTr("Language")
                onActivated: index => card.page.language = index
            }
        }

        SettingRow {
            Layout.fillWidth: true
            title: qsTr("Colours")

            ComboBox {
                model: [qsTr("As the system"), qsTr("Light"), qsTr("Dark")]
                currentIndex: card.page.theme
                Accessible.name: qsTr("Colours")
                onActivated: index => card.page.theme = index
            }
        }

        SettingRow {
            Layout.fillWidth: true
            title: qsTr("Size of text")

            ComboBox {
                model: card.page.textScales
                currentIndex: card.page.textScale
                Accessible.name: qsTr("Size of text")
                onActivated: index => card.page.textScale = index
            }
        }
    }
}
