// How the internet is reached: the proxy, and a certificate authority besides the system's.
import QtQuick
import QtQuick.Dialogs
import QtQuick.Layouts
import Fireseed.Settings
import ".."
import "../controls"

SettingsSection {
    id: section

    required property NetworkSettings network
    readonly property int wide: Math.round(280 * Math.max(1, Theme.scale))

    title: qsTr("Network")

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Proxy")
        hint: qsTr("This computer and the local network are always reached directly.")

        ComboBox {
            model: [qsTr("As the system"), qsTr("None"), qsTr("This one:")]
            currentIndex: section.network.mode
            Accessible.name: qsTr("Proxy")
            onActivated: index => section.network.mode = index
        }
    }

    SettingRow {
        Layout.fillWidth: true
        visible: section.network.mode === NetworkSettings.OWN
        title: qsTr("Address")
        hint: qsTr("http, https or socks5")

        TextField {
            id: address

            implicitWidth: section.wide
            placeholderText: "http://proxy.example:3128"
            text: section.network.address
            problem: section.network.proxyProblem
            Accessible.name: qsTr("Address of the proxy")
            onEditingFinished: section.network.setProxy(text, name.text)
        }
    }

    ProblemText {
        Layout.fillWidth: true
        Layout.topMargin: -8
        text: section.network.proxyProblem
    }

    SettingRow {
        Layout.fillWidth: true
        visible: section.network.mode === NetworkSettings.OWN
        title: qsTr("Name")
        hint: qsTr("Only where the proxy asks for one.")

        TextField {
            id: name

            implicitWidth: section.wide
            text: section.network.name
            Accessible.name: qsTr("Name for the proxy")
            onEditingFinished: section.network.setProxy(address.text, text)
        }
    }

    SettingRow {
        Layout.fillWidth: true
        visible: section.network.mode === NetworkSettings.OWN && section.network.name !== ""
        title: qsTr("Password")
        hint: section.network.passwordPlace

        Button {
            visible: section.network.passwordHeld
            kind: Button.Bare
            text: qsTr("Remove")
            Accessible.name: qsTr("Remove the password of the proxy")
            onClicked: section.network.setPassword("")
        }

        TextField {
            implicitWidth: section.network.passwordHeld ? Math.round(section.wide * 0.65) : section.wide
            echoMode: TextInput.Password
            inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
            placeholderText: section.network.passwordHeld ? qsTr("Another one") : ""
            Accessible.name: qsTr("Password for the proxy")
            onEditingFinished: if (text !== "") {
                section.network.setPassword(text);
                clear();
            }
        }
    }

    Divider {}

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Certificate authority")
        hint: section.network.ca !== "" ? section.network.ca : qsTr("Besides those that the system trusts: for a company whose network inspects connections. A PEM file.")

        Button {
            visible: section.network.ca !== ""
            kind: Button.Bare
            text: qsTr("Remove")
            Accessible.name: qsTr("Trust the system's authorities only")
            onClicked: section.network.forgetCa()
        }

        Button {
            symbol: "folder"
            text: qsTr("Choose a file")
            hint: qsTr("Choose a certificate authority")
            onClicked: chooser.open()
        }
    }

    ProblemText {
        Layout.fillWidth: true
        Layout.topMargin: -8
        text: section.network.caProblem
    }

    FileDialog {
        id: chooser

        title: qsTr("Certificate authority")
        nameFilters: [qsTr("Certificates (%1)").arg("*.pem *.crt *.cer *.der"), qsTr("All files (%1)").arg("*")]
        onAccepted: section.network.chooseCa(selectedFile)
    }
}
