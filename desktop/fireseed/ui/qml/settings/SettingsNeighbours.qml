// Other Fireseeds on this network: to download from, and to share with.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

SettingsSection {
    id: section

    required property Neighbours neighbours

    title: qsTr("Other Fireseeds")
    intro: qsTr("A model that one computer in the house has need not be downloaded twice.")

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Find on this network")
        hint: qsTr("Lists the Fireseeds around that share their models.")

        Toggle {
            checked: section.neighbours.find
            Accessible.name: qsTr("Find on this network")
            onToggled: section.neighbours.find = checked
        }
    }

    Repeater {
        id: found

        model: section.neighbours.found

        ListedRow {
            id: other

            required property string key
            required property string name
            required about
            required property bool used

            Layout.fillWidth: true
            symbol: "chip"
            title: name
            badge: used ? qsTr("In use") : ""
            badgeTone: Badge.Good

            Button {
                visible: !other.used
                text: qsTr("Use")
                Accessible.name: qsTr("Download from %1").arg(other.name)
                onClicked: section.neighbours.add(other.key)
            }
        }
    }

    Label {
        Layout.fillWidth: true
        visible: section.neighbours.find && section.neighbours.problem === "" && found.count === 0
        wrapMode: Text.Wrap
        kind: Label.Small
        quiet: true
        text: section.neighbours.busy ? qsTr("Looking around …") : qsTr("None seen yet. The other one must have sharing switched on.")
    }

    Label {
        Layout.topMargin: 4
        text: qsTr("Download from")
    }

    Repeater {
        model: section.neighbours.peers

        ListedRow {
            required property string key
            required property string name
            required about

            Layout.fillWidth: true
            symbol: "chip"
            title: name
            removeText: qsTr("Take %1 from the list").arg(name)
            onRemoved: section.neighbours.remove(key)
        }
    }

    AddressField {
        Layout.fillWidth: true
        label: qsTr("Address of another Fireseed")
        example: "192.168.1.20"
        typed: section.neighbours.typed
        problem: section.neighbours.addressProblem
        addText: qsTr("Add")
        take: text => section.neighbours.add(text)
    }

    Divider {}

    SettingRow {
        Layout.fillWidth: true
        title: qsTr("Share this library")
        hint: qsTr("Everybody on this network can then see and download your verified models. They can't change anything, and nothing else is shown.")

        Toggle {
            checked: section.neighbours.share
            Accessible.name: qsTr("Share this library")
            onToggled: section.neighbours.share = checked
        }
    }

    SharedLibrary {
        Layout.fillWidth: true
        visible: section.neighbours.share
        neighbours: section.neighbours
    }

    Notice {
        Layout.fillWidth: true
        visible: section.neighbours.problem !== ""
        title: section.neighbours.problem
        advice: section.neighbours.advice
        action: qsTr("Try again")
        onActed: section.neighbours.settle()
    }
}
