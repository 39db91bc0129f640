// What is in the bin: each model with its way back, and the question before all of them go.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Library
import ".."
import "../controls"

Dialog {
    id: dialog

    required property LibraryBin bin

    title: qsTr("Bin")
    advice: bin.count > 0 ? bin.summary : qsTr("The bin is empty. Models that you delete wait here until you empty it.")
    rejectText: bin.count > 0 ? qsTr("Close") : ""
    acceptText: bin.count > 0 ? qsTr("Empty the bin …") : qsTr("Close")
    dangerous: bin.count > 0
    acceptable: !bin.busy
    patient: bin.count > 0
    onAboutToShow: bin.refresh()
    onAsked: sure.open()

    Notice {
        Layout.fillWidth: true
        visible: dialog.bin.problem !== ""
        title: dialog.bin.problem
        advice: dialog.bin.advice
    }

    ListView {
        id: list

        Layout.fillWidth: true
        Layout.preferredHeight: Math.min(contentHeight, 320)
        visible: dialog.bin.count > 0
        spacing: 10
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: dialog.bin.rows
        Accessible.role: Accessible.List
        Accessible.name: dialog.title
        T.ScrollBar.vertical: ScrollBar {}

        delegate: RowLayout {
            id: binned

            required property string key
            required property string title
            required property string about
            required property string problem

            width: ListView.view ? ListView.view.width - 12 : 0
            spacing: 12

            ColumnLayout {
                spacing: 1
                Accessible.role: Accessible.ListItem
                Accessible.name: binned.title
                Accessible.description: [binned.about, binned.problem].filter(fact => fact !== "").join(", ")

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    text: binned.title
                    Accessible.ignored: true
                }

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: binned.problem === ""
                    color: binned.problem === "" ? Theme.muted : Theme.caution
                    text: [binned.about, binned.problem].filter(fact => fact !== "").join(" · ")
                    Accessible.ignored: true
                }
            }

            Button {
                text: qsTr("Put back")
                Accessible.description: binned.title
                enabled: !dialog.bin.busy && binned.problem === ""
                onClicked: dialog.bin.restore(binned.key)
            }
        }
    }

    ProgressBar {
        Layout.fillWidth: true
        visible: dialog.bin.busy
        indeterminate: true
        Accessible.name: dialog.title
    }

    Dialog {
        id: sure

        title: qsTr("Empty the bin?")
        advice: dialog.bin.question
        acceptText: qsTr("Delete for good")
        dangerous: true
        onAccepted: dialog.bin.empty()
    }
}
