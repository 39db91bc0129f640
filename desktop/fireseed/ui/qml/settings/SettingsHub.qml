// Which address is asked for models.
import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import ".."
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
        spacing: 12

        SettingRow {
            Layout.fillWidth: true
            title: qsTr("Hub address")
            hint: qsTr("Empty is huggingface.co. A mirror that speaks the same protocol can be faster where you are.")

            TextField {
                id: field

                Layout.fillWidth: true
                implicitWidth: Math.round(280 * Theme.scale)
                placeholderText: "https://huggingface.co"
                text: card.page.hubAddress
                problem: card.page.addressProblem
                Accessible.name: qsTr("Hub address")
                onEditingFinished: card.page.setHubAddress(text)
            }
        }

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            wrapMode: Text.Wrap
            kind: Label.Small
            color: Theme.bad
            text: card.page.addressProblem
        }

        RowLayout {
            spacing: 8

            Button {
                text: "hf-mirror.com"
                hint: qsTr("Use the mirror hf-mirror.com")
                onClicked: card.page.setHubAddress("https://hf-mirror.com")
            }

            Button {
                text: "huggingface.co"
                hint: qsTr("Use the original")
                onClicked: card.page.setHubAddress("")
            }

            Button {
                kind: Button.Bare
                enabled: card.page.answer !== SettingsPage.WAITING
                text: qsTr("Does it answer?")
                onClicked: card.page.checkHub()
            }
        }

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            wrapMode: Text.Wrap
            kind: Label.Small
            color: card.page.answer === SettingsPage.BAD ? Theme.bad : card.page.answer === SettingsPage.GOOD ? Theme.good : Theme.muted
            text: card.page.answer === SettingsPage.BAD ? card.page.answerText + ". " + card.page.answerAdvice : card.page.answerText
        }
    }
}
