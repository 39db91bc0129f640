// Every download: what is to come in the order of the queue, and below it what is here.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
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

        DownloadsHeader {
            Layout.fillWidth: true
            Layout.margins: 24
            Layout.bottomMargin: 12
            page: root.page
            onAsked: all.ask(qsTr("Speed limit of all downloads"), root.page.speedLimit)
        }

        Notice {
            Layout.fillWidth: true
            Layout.leftMargin: 24
            Layout.rightMargin: 24
            Layout.bottomMargin: 12
            visible: root.page.problem !== ""
            title: root.page.problem
            advice: root.page.advice
            action: qsTr("Try again")
            onActed: root.page.retry()
        }

        TransferList {
            id: list

            Layout.fillWidth: true
            Layout.fillHeight: true
            focus: true
            page: root.page
            onChat: model => root.chat(model)
            onAsked: (key, rate) => {
                one.key = key;
                one.ask(qsTr("Speed limit of this download"), rate);
            }

            Rectangle {
                width: list.width
                height: 1
                visible: !list.atYBeginning
                color: Theme.hairline
            }
        }
    }

    Column {
        x: 24
        y: 24 + Theme.control + 16
        width: parent.width - 48
        visible: root.page.phase === DownloadsPage.LOADING
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
        visible: root.page.phase === DownloadsPage.EMPTY
        symbol: "downloads"
        title: qsTr("No downloads")
        advice: qsTr("What you download appears here with its speed and what is left. It goes on where it stopped, even after a power cut.")
        action: qsTr("Find a model")
        onActed: root.openDiscover()
    }

    LimitDialog {
        id: all

        page: root.page
        onDecided: rate => root.page.setSpeedLimit(rate)
    }

    LimitDialog {
        id: one

        property string key

        page: root.page
        onDecided: rate => root.page.limit(key, rate)
    }
}
