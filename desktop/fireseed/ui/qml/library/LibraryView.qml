// The models on this computer, whether they are whole, and the room that they take.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Library
import ".."
import "../controls"

FocusScope {
    id: root

    required property LibraryPage page
    signal chat(string model)
    signal openDiscover

    // A drive may have come or gone while the page was not seen.
    onVisibleChanged: if (visible)
        page.start()
    focus: true
    Component.onCompleted: page.start()

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        RowLayout {
            Layout.margins: 24
            Layout.bottomMargin: 16
            Layout.preferredHeight: Theme.control
            spacing: 16

            Label {
                Layout.fillWidth: true
                Accessible.role: Accessible.Heading
                elide: Text.ElideRight
                kind: Label.Title
                text: qsTr("Library")
            }

            DiskMeter {
                page: root.page
            }
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
            Accessible.name: qsTr("Models on this computer")
            T.ScrollBar.vertical: ScrollBar {}

            delegate: ModelDelegate {
                width: list.width - list.leftMargin - list.rightMargin
                onChat: root.chat(key)
                onVerify: root.page.verify(key)
                onStopVerifying: root.page.stopVerifying(key)
                onDeleted: root.page.delete(key)
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

    Column {
        x: 24
        y: 24 + Theme.control + 16
        width: parent.width - 48
        visible: root.page.phase === LibraryPage.LOADING
        spacing: 10

        Repeater {
            model: 3

            Skeleton {
                width: parent ? parent.width : 0
                line: 92
                radius: Theme.cardRadius
            }
        }
    }

    EmptyState {
        anchors.centerIn: parent
        width: parent.width - 64
        visible: root.page.phase === LibraryPage.EMPTY
        symbol: "library"
        title: qsTr("No models yet")
        advice: qsTr("Models that you download live here. Each one is checked against what its publisher released.")
        action: qsTr("Find a model")
        onActed: root.openDiscover()
    }

    ErrorState {
        anchors.centerIn: parent
        width: parent.width - 64
        visible: root.page.phase === LibraryPage.FAILED
        title: root.page.problem
        advice: root.page.advice
        details: root.page.details
        onRetry: root.page.start()
    }
}
