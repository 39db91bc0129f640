// Language, colours, size of the text.
import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

SettingsSection {
    id: section

    required property SettingsPage page

    title: qsTr("Look")

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Language")

        ComboBox {
            model: [qsTr("As the system"), "English", "中文"]
            currentIndex: section.page.language
            Accessible.name: qsTr("Language")
            onActivated: index => section.page.language = index
        }
    }

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Colours")

        ComboBox {
            model: [qsTr("As the system"), qsTr("Light"), qsTr("Dark")]
            currentIndex: section.page.theme
            Accessible.name: qsTr("Colours")
            onActivated: index => section.page.theme = index
        }
    }

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Size of text")

        ComboBox {
            model: section.page.textScales
            currentIndex: section.page.textScale
            Accessible.name: qsTr("Size of text")
            onActivated: index => section.page.textScale = index
        }
    }
}
