// A list of folders to add to and take from.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Dialogs
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

ColumnLayout {
    id: root

    required property FolderList list
    required property string title
    required property string hint

    spacing: 8

    SettingRow {
        Layout.fillWidth: true
        title: root.title
        hint: root.hint

        Button {
            symbol: "plus"
            text: qsTr("Add a folder")
            Accessible.description: root.title
            onClicked: chooser.open()
        }
    }

    Repeater {
        model: root.list.rows

        ListedRow {
            required property string key
            required property string name
            required property bool absent

            Layout.fillWidth: true
            symbol: "folder"
            title: name
            about: key
            badge: absent ? qsTr("Not there now") : ""
            removeText: qsTr("Take %1 from the list").arg(title)
            onRemoved: root.list.remove(key)
        }
    }

    ProblemText {
        Layout.fillWidth: true
        text: root.list.problem
    }

    FolderDialog {
        id: chooser

        title: root.title
        onAccepted: root.list.add(selectedFolder)
    }
}
