// Every download, the running ones first.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Downloads
import ".."
import "../controls"

FocusScope {
    id: root

    required property DownloadsPage page
    signal chat(string model)
    signal openDiscover

    focus: true
    Component.onCompleted: page.sample()

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        Label {
            Layout.margins: 24
            Layout.bottomMargin: 16
            Layout.preferredHeight: Theme.control
            Accessible.role: Accessible.Heading
            verticalAlignment: Text.AlignVCenter
            kind: Label.Title
            text: qsTr("Downloads")
        }

        ListView {
            id: list

            Layout.fillWidth: true
            Layout.fillHeight: true
            leftMargin: 24
            rightMargin: 24
            bottomMargin: 24
            spacing: 10
            focus: true
            activeFocusOnTab: true
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: root.page.rows
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Downloads")
            T.ScrollBar.vertical: ScrollBar {}

            delegate: TransferDelegate {
                width: list.width - list.leftMargin - list.rightMargin
                onPaused: root.page.pause(key)
                onResumed: root.page.resume(key)
                onCancelled: root.page.cancel(key)
                onChat: root.chat(chatModel)
            }

            displaced: Transition {
                NumberAnimation {
                    property: "y"
                    duration: Theme.slow
                    easing.type: Easing.OutCubic
                }
            }
        }
    }

    EmptyState {
        anchors.centerIn: parent
        width: parent.width - 64
        visible: list.count === 0
        symbol: "downloads"
        title: qsTr("No downloads")
        advice: qsTr("What you download appears here with its speed and what is left. It goes on where it stopped, even after a power cut.")
        action: qsTr("Find a model")
        onActed: root.openDiscover()
    }
}
