// Where models come from: Hugging Face and its mirrors, ModelScope, folders.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

SettingsSection {
    id: section

    required property SettingsPage page
    readonly property HubSettings hubs: page.hubs as HubSettings

    title: qsTr("Where models come from")

    SettingRow {
        Layout.fillWidth: true
        title: "Hugging Face"
        hint: qsTr("A mirror has copies of the same models and can be faster where you are. Digests still come from the original wherever it answers.")

        Button {
            symbol: "gauge"
            enabled: !section.hubs.measuring
            text: section.hubs.measuring ? qsTr("Asking …") : qsTr("Measure")
            hint: qsTr("See who answers, and how soon")
            onClicked: section.hubs.measure()
        }
    }

    ColumnLayout {
        Layout.fillWidth: true
        Layout.leftMargin: -8
        Layout.rightMargin: -8
        spacing: 0
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Who is asked for the models of Hugging Face")

        Repeater {
            model: section.hubs.rows

            EndpointDelegate {
                Layout.fillWidth: true
                onPicked: section.hubs.choose(key)
                onRemoved: section.hubs.remove(key)
            }
        }
    }

    AddressField {
        Layout.fillWidth: true
        label: qsTr("Address of a mirror or hub")
        example: "https://hf-mirror.com"
        typed: section.hubs.typed
        problem: section.hubs.addressProblem
        addText: qsTr("Add as a mirror")
        take: text => section.hubs.addMirror(text)
        otherText: qsTr("Use instead")
        otherHint: qsTr("Ask this hub in place of Hugging Face: a company's own, for example")
        takeOther: text => section.hubs.useInstead(text)
    }

    Button {
        Layout.topMargin: -8
        visible: section.hubs.offersPreset
        symbol: "plus"
        text: "hf-mirror.com"
        hint: qsTr("Add the mirror hf-mirror.com")
        onClicked: section.hubs.addMirror(section.hubs.preset)
    }

    Divider {}

    TokenRow {
        Layout.fillWidth: true
        tokens: section.page.tokens as TokenBox
    }

    Divider {}

    SettingRow {
        Layout.fillWidth: true
        title: "ModelScope"
        hint: section.hubs.regionHint

        ComboBox {
            model: [qsTr("Automatic"), qsTr("China"), qsTr("International"), qsTr("Off")]
            currentIndex: section.hubs.region
            Accessible.name: "ModelScope"
            onActivated: index => section.hubs.region = index
        }
    }

    Divider {}

    FolderRows {
        Layout.fillWidth: true
        list: section.page.folderHubs as FolderList
        title: qsTr("Folders to download from")
        hint: qsTr("A USB stick or a network drive with GGUF files. What you download is copied and checked.")
    }
}
