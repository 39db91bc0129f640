// The models on this computer, whether they are whole, and the room that they take.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Library
import "../controls"

FocusScope {
    id: root

    required property LibraryPage page
    signal chat(string model)
    signal openDiscover

    Component.onCompleted: page.start()
    onVisibleChanged: if (visible)
        page.start()

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        RowLayout {
            Layout.margins: 24
            Layout.bottomMargin: 12
            spacing: 16

            Label {
                Layout.fillWidth: true
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
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            visible: root.page.phase === LibraryPage.READY
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
        }
    }

    Skeleton {
        anchors.centerIn: parent
        width: parent.width - 48
        line: 84
        visible: root.page.phase === LibraryPage.LOADING
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
