// The access token: whether there is one, whose it is and where it is kept.
import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

ColumnLayout {
    id: root

    required property TokenBox tokens

    spacing: 6

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Access token for %1").arg(root.tokens.hub)
        hint: !root.tokens.held ? qsTr("Only for models whose publisher asks you to sign in. None is entered.") : [root.tokens.owner !== "" ? qsTr("It belongs to %1.").arg(root.tokens.owner) : "", root.tokens.place].filter(fact => fact !== "").join(" ")

        Button {
            visible: root.tokens.held && root.tokens.owner === ""
            kind: Button.Bare
            enabled: !root.tokens.busy
            text: root.tokens.busy ? qsTr("Asking …") : qsTr("Whose is it?")
            hint: qsTr("Ask %1 which account the token belongs to").arg(root.tokens.hub)
            onClicked: root.tokens.check()
        }

        Button {
            visible: root.tokens.held
            enabled: !root.tokens.busy
            text: qsTr("Remove")
            Accessible.name: qsTr("Remove the access token")
            onClicked: root.tokens.remove()
        }

        Button {
            text: root.tokens.held ? qsTr("Replace …") : qsTr("Enter …")
            Accessible.name: root.tokens.held ? qsTr("Replace the access token") : qsTr("Enter an access token")
            onClicked: dialog.open()
        }
    }

    ProblemText {
        Layout.fillWidth: true
        text: dialog.visible ? "" : root.tokens.problem
    }

    TokenDialog {
        id: dialog

        tokens: root.tokens
    }
}
