// What a person can choose. Every choice holds at once; there is nothing to save.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Settings
import ".."
import "../controls"

Flickable {
    id: root

    required property SettingsPage page

    contentHeight: content.implicitHeight + 56
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    focus: true
    Component.onCompleted: page.start()
    T.ScrollBar.vertical: ScrollBar {}

    ColumnLayout {
        id: content

        y: 24
        x: Math.max(24, Math.round((root.width - width) / 2))
        width: Math.min(720 * Math.max(1, Theme.scale), root.width - 48)
        spacing: 20

        Label {
            kind: Label.Title
            text: qsTr("Settings")
        }

        Notice {
            Layout.fillWidth: true
            visible: root.page.saveProblem !== ""
            tone: Badge.Bad
            title: root.page.saveProblem
            advice: root.page.saveAdvice
        }

        SettingsLook {
            Layout.fillWidth: true
            page: root.page
        }

        SettingsModels {
            Layout.fillWidth: true
            page: root.page
        }

        SettingsHub {
            Layout.fillWidth: true
            page: root.page
        }

        SettingsAbout {
            Layout.fillWidth: true
            page: root.page
        }
    }
}
