// The first screen of an empty home: one question, one card, one button.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Chat
import ".."
import "../controls"

Flickable {
    id: screen

    required property Welcome welcome
    signal openDiscover

    contentHeight: Math.max(height, content.implicitHeight + 2 * Theme.page)
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    onVisibleChanged: if (visible)
        welcome.start()
    Component.onCompleted: if (visible)
        welcome.start()
    T.ScrollBar.vertical: ScrollBar {}

    ColumnLayout {
        id: content

        anchors.centerIn: parent
        width: Math.min(560 * Math.max(1, Theme.scale), screen.width - 2 * Theme.page)
        spacing: 8

        Label {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            kind: Label.Display
            text: qsTr("What would you like to run?")
        }

        Label {
            Layout.fillWidth: true
            Layout.bottomMargin: 20
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            lineHeight: 1.4
            quiet: true
            text: qsTr("Models are downloaded once, checked, and then run on this computer. Nothing you write leaves it.")
        }

        StarterCard {
            Layout.fillWidth: true
            welcome: screen.welcome
        }

        Button {
            Layout.topMargin: 8
            Layout.alignment: Qt.AlignHCenter
            kind: Button.Bare
            symbol: "discover"
            text: qsTr("See all models")
            onClicked: screen.openDiscover()
        }
    }
}
