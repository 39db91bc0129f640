// Where models are: the folder of downloads, other folders, and those of other apps.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Dialogs
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

SettingsSection {
    id: section

    required property SettingsPage page
    readonly property DownloadSettings downloads: page.downloads as DownloadSettings
    readonly property AdoptedApps apps: page.apps as AdoptedApps

    title: qsTr("Models on this computer")

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Models folder")
        hint: [section.downloads.folder, section.downloads.folderFree].filter(fact => fact !== "").join(" · ")

        Button {
            visible: !section.downloads.folderIsDefault
            kind: Button.Bare
            text: qsTr("Back to the usual one")
            onClicked: section.downloads.defaultFolder()
        }

        Button {
            symbol: "folder"
            text: qsTr("Choose")
            hint: qsTr("Choose the models folder")
            onClicked: chooser.open()
        }
    }

    Notice {
        Layout.fillWidth: true
        visible: section.downloads.folderProblem !== ""
        title: section.downloads.folderProblem
        advice: section.downloads.folderAdvice
    }

    FolderRows {
        Layout.fillWidth: true
        list: section.page.modelFolders as FolderList
        title: qsTr("More folders with models")
        hint: qsTr("On another drive, for example. One that is unplugged is only waited for.")
    }

    Divider {}

    Label {
        Layout.fillWidth: true
        wrapMode: Text.Wrap
        text: qsTr("Use models of other apps where they lie")
    }

    Label {
        Layout.fillWidth: true
        Layout.topMargin: -14
        wrapMode: Text.Wrap
        kind: Label.Small
        quiet: true
        text: qsTr("Nothing is copied, and nothing of theirs is changed.")
    }

    Repeater {
        model: section.apps.rows

        RowLayout {
            id: app

            required property string key
            required property string title
            required property string about
            required property bool used

            Layout.fillWidth: true
            Layout.topMargin: -8
            spacing: 8

            Label {
                text: app.title
            }

            Label {
                Layout.fillWidth: true
                elide: Text.ElideRight
                kind: Label.Small
                quiet: true
                text: app.about !== "" ? "· " + app.about : ""
            }

            Toggle {
                checked: app.used
                Accessible.name: app.title
                Accessible.description: app.about
                onToggled: section.apps.use(app.key, checked)
            }
        }
    }

    FolderDialog {
        id: chooser

        title: qsTr("Models folder")
        currentFolder: section.downloads.folderUrl
        onAccepted: section.downloads.chooseFolder(selectedFolder)
    }
}
