// Takes an access token: the hub is asked whose it is before it is kept.
import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

Dialog {
    id: dialog

    required property TokenBox tokens

    title: qsTr("Access token for %1").arg(tokens.hub)
    advice: qsTr("A token says who you are without your password. Make one that may only read, copy it and paste it here. It is sent to %1 only.").arg(tokens.hub)
    patient: true
    acceptable: field.text.trim() !== "" && !tokens.busy
    acceptText: tokens.busy ? qsTr("Asking …") : qsTr("Check and keep")
    onAsked: tokens.enter(field.text)
    onAboutToShow: field.clear()
    onOpened: field.forceActiveFocus()
    onRejected: tokens.forgetProblem()

    Connections {
        target: dialog.tokens

        function onKept(): void {
            dialog.close();
        }
    }

    Button {
        Layout.leftMargin: -12
        kind: Button.Bare
        symbol: "open"
        text: qsTr("Make a token")
        hint: dialog.tokens.page
        onClicked: Qt.openUrlExternally(dialog.tokens.page)
    }

    TextField {
        id: field

        Layout.fillWidth: true
        placeholderText: "hf_…"
        echoMode: TextInput.Password
        inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
        problem: dialog.tokens.problem
        Accessible.name: qsTr("Access token")
        onAccepted: if (dialog.acceptable)
            dialog.asked()
    }

    ProblemText {
        Layout.fillWidth: true
        text: dialog.tokens.problem
    }

    Button {
        Layout.leftMargin: -16
        visible: dialog.tokens.unchecked
        kind: Button.Bare
        text: qsTr("Keep it unchecked")
        hint: qsTr("It is used as it is, and checked by the hub when it is needed")
        onClicked: dialog.tokens.keepUnchecked()
    }
}
