// Where models go, and how many connections fetch them.
import QtQuick
import QtQuick.Dialogs
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
            title: qsTr("Models folder")
            hint: [card.page.folder, card.page.folderFree].filter(fact => fact !== "").join(" · ")

            Button {
                visible: !card.page.folderIsDefault
                kind: Button.Bare
                text: qsTr("Back to the usual one")
                onClicked: card.page.defaultFolder()
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
            visible: card.page.folderProblem !== ""
            title: card.page.folderProblem
            advice: card.page.folderAdvice
        }

        SettingRow {
            Layout.fillWidth: true
            title: qsTr("Connections")
            hint: qsTr("More are not always faster, and too many can stop a home router. Holds from the next start.")

            ComboBox {
                model: card.page.mostConnections
                currentIndex: card.page.connections - 1
                displayText: currentIndex + 1
                Accessible.name: qsTr("Connections")
                onActivated: index => card.page.connections = index + 1
            }
        }
    }

    FolderDialog {
        id: chooser

        title: qsTr("Models folder")
        currentFolder: card.page.folderUrl
        onAccepted: card.page.chooseFolder(selectedFolder)
    }
}
