// The first screen of an empty home: one question, what runs well here, and the starter that needs no hub.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import QtQuick.Window
import Fireseed.Chat
import ".."
import "../controls"

Flickable {
    id: screen

    required property Welcome welcome
    readonly property bool alone: welcome.phase === Welcome.ALONE
    readonly property bool wide: width >= 740 * Math.max(1, Theme.scale)
    readonly property bool cramped: wide && height < 700 * Math.max(1, Theme.scale)
    readonly property bool low: !alone && (!wide || height < 580 * Math.max(1, Theme.scale))
    readonly property int margin: cramped ? Theme.wide : Theme.page
    readonly property Item attended: Window.activeFocusItem
    signal openDiscover

    contentHeight: Math.max(height, content.implicitHeight + 2 * margin)
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    onVisibleChanged: if (visible)
        welcome.start()
    Component.onCompleted: if (visible)
        welcome.start()
    onAttendedChanged: if (visible)
        Qt.callLater(reveal)
    T.ScrollBar.vertical: ScrollBar {}

    // Brings what the keyboard went to into sight.
    function reveal(): void {
        for (let item = attended; item; item = item.parent)
            if (item === content) {
                const top = attended.mapToItem(content, 0, 0).y + content.y;
                contentY = Math.max(0, Math.min(top - 24, Math.max(contentY, top + attended.height + 24 - height)));
                return;
            }
    }

    GridLayout {
        id: content

        columns: 1
        rowSpacing: 8

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(screen.margin, (parent.height - implicitHeight) / 2)
        width: Math.min((screen.alone ? 700 : 1000) * Math.max(1, Theme.scale), screen.width - 2 * Theme.page)

        Label {
            Layout.row: 0
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            kind: Label.Display
            text: qsTr("What would you like to run?")
        }

        Label {
            Layout.row: 1
            Layout.fillWidth: true
            Layout.bottomMargin: 12
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            lineHeight: 1.4
            quiet: true
            visible: screen.alone || !screen.cramped
            text: qsTr("Models are downloaded once, checked, and then run on this computer. Nothing you write leaves it.")
        }

        GridLayout {
            Layout.row: 3
            Layout.fillWidth: true
            visible: !screen.alone
            columns: screen.wide ? 3 : 1
            uniformCellWidths: true
            columnSpacing: 16
            rowSpacing: 16

            Repeater {
                model: screen.welcome.phase === Welcome.LOOKING ? 3 : 0

                FirstSkeleton {
                    Layout.fillWidth: true
                }
            }

            Repeater {
                model: screen.welcome.cards

                FirstCard {
                    required property string key

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    cramped: screen.cramped
                    onDownload: screen.welcome.download(key)
                }
            }
        }

        // Never out of sight: it comes first where the cards take more than the window's height.
        StarterCard {
            Layout.row: screen.low ? 2 : 4
            Layout.fillWidth: true
            Layout.topMargin: screen.low ? 0 : 8
            Layout.bottomMargin: screen.low ? 8 : 0
            starter: screen.welcome.starter
            slim: !screen.alone
        }

        MirrorList {
            Layout.row: 5
            Layout.fillWidth: true
            Layout.topMargin: 8
            visible: screen.welcome.unanswered
            welcome: screen.welcome
        }

        Button {
            Layout.row: 6
            Layout.topMargin: 8
            Layout.alignment: Qt.AlignHCenter
            kind: Button.Bare
            symbol: "discover"
            text: qsTr("See all models")
            onClicked: screen.openDiscover()
        }
    }
}
