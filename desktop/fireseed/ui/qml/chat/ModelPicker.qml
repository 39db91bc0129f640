// The model that answers, at the top of the chat, with how far it is loaded.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Chat
import ".."
import "../controls"

Item {
    id: bar

    required property Picker picker
    required property bool modelless
    required property bool sideHidden
    signal openDiscover
    signal openSide

    readonly property string stateText: [
        "",
        qsTr("loads with the first question"),
        qsTr("loading, %1 %").arg(Math.round(picker.progress * 100)),
        qsTr("ready"),
        qsTr("stopped")
    ][picker.state]

    implicitHeight: Math.round(60 * Math.max(1, Theme.scale))

    IconButton {
        id: chats

        x: 12
        anchors.verticalCenter: parent.verticalCenter
        visible: bar.sideHidden
        size: Theme.control
        symbol: "side"
        text: qsTr("Chats")
        onClicked: bar.openSide()
    }

    T.Button {
        id: button

        anchors.verticalCenter: parent.verticalCenter
        x: bar.sideHidden ? chats.x + chats.width + 4 : 12
        width: Math.min(implicitContentWidth + 24, parent.width - x - 12)
        implicitHeight: Math.round(44 * Math.max(1, Theme.scale))
        leftPadding: 12
        rightPadding: 12
        hoverEnabled: true
        focusPolicy: Qt.StrongFocus
        text: qsTr("Model: %1").arg(bar.picker.title)
        Accessible.name: text
        Accessible.description: bar.stateText
        onClicked: bar.modelless ? bar.openDiscover() : choices.popup(button, 0, button.height + 4)
        Keys.onReturnPressed: click()

        contentItem: RowLayout {
            spacing: 10

            Rectangle {
                implicitWidth: Math.round(8 * Math.max(1, Theme.scale))
                implicitHeight: implicitWidth
                radius: implicitWidth / 2
                color: bar.picker.state === Picker.LOADED ? Theme.good : bar.picker.state === Picker.FAILED ? Theme.bad
                    : bar.picker.state === Picker.LOADING ? Theme.accent : Theme.edge
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: 0

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    font.weight: Font.DemiBold
                    text: bar.picker.title !== "" ? bar.picker.title : bar.modelless ? qsTr("No model yet") : qsTr("Choose a model")
                }

                Label {
                    Layout.fillWidth: true
                    visible: bar.picker.title !== "" || bar.modelless
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: true
                    text: bar.modelless ? qsTr("Find one in Discover") : [bar.picker.about, bar.stateText, bar.picker.memory].filter(part => part !== "").join(" · ")
                }
            }

            Icon {
                name: "chevron-down"
                size: Math.round(Theme.icon * 0.8)
                color: Theme.muted
            }
        }

        background: Rectangle {
            radius: Theme.radius
            color: button.down || choices.opened ? Theme.pressed : button.hovered ? Theme.hover : "transparent"

            FocusRing {
                shown: button.visualFocus
                inset: 0
            }
        }
    }

    Menu {
        id: choices

        width: Math.min(420 * Math.max(1, Theme.scale), bar.width - 24)

        Instantiator {
            model: bar.picker.rows
            onObjectAdded: (index, object) => choices.insertItem(index, object as MenuItem)
            onObjectRemoved: (index, object) => choices.removeItem(object as MenuItem)

            delegate: ModelChoice {
                chosen: bar.picker.key === key
                onTriggered: bar.picker.choose(key)
            }
        }

        MenuItem {
            symbol: "discover"
            text: qsTr("More models …")
            onTriggered: bar.openDiscover()
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.hairline
    }

    Rectangle {
        anchors.bottom: parent.bottom
        visible: bar.picker.state === Picker.LOADING
        width: parent.width * bar.picker.progress
        height: 2
        color: Theme.accent
    }
}
