// The page Chat: conversations at the side, the shown one in the middle, the composer below.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Chat
import ".."
import "../controls"

FocusScope {
    id: view

    required property ChatPage page
    readonly property bool roomy: width > 640 * Math.max(1, Theme.scale)
    readonly property bool fresh: page.conversations.currentKey === ""
    signal openDiscover

    // Where there is no room beside the chat, its conversations come over it.
    T.Drawer {
        id: side

        parent: T.Overlay.overlay
        width: Math.min(300 * Math.max(1, Theme.scale), parent.width * 0.8)
        height: parent.height
        interactive: false
        modal: true
        focus: true

        // Without one a drawer is open and stays where it was, outside of the window.
        enter: Transition {
            NumberAnimation {
                duration: Theme.slow
            }
        }
        exit: Transition {
            NumberAnimation {
                duration: Theme.slow
            }
        }

        background: Rectangle {
            color: Theme.window
        }

        contentItem: ConversationList {
            conversations: view.page.conversations
            onChosen: side.close()
        }

        T.Overlay.modal: Rectangle {
            color: Theme.scrim
        }
    }

    RowLayout {
        anchors.fill: parent
        spacing: 0

        ConversationList {
            Layout.fillHeight: true
            Layout.preferredWidth: Math.round(232 * Math.max(1, Theme.scale))
            visible: view.roomy && !(view.page.modelless && view.page.conversations.empty)
            conversations: view.page.conversations
        }

        WelcomeScreen {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: view.page.modelless && view.fresh
            welcome: view.page.welcome
            onOpenDiscover: view.openDiscover()
        }

        ColumnLayout {
            visible: !(view.page.modelless && view.fresh)
            spacing: 0

            ModelPicker {
                Layout.fillWidth: true
                picker: view.page.picker
                modelless: view.page.modelless
                sideHidden: !view.roomy
                onOpenSide: side.open()
                onOpenDiscover: view.openDiscover()
            }

            Item {
                Layout.fillWidth: true
                Layout.fillHeight: true

                MessageList {
                    anchors.fill: parent
                    visible: !view.fresh
                    page: view.page
                }

                EmptyState {
                    anchors.centerIn: parent
                    width: parent.width - 2 * Theme.page
                    visible: view.fresh && view.page.known
                    title: qsTr("What is on your mind?")
                    advice: qsTr("Everything stays on this computer: your questions, the answers and the model.")
                }
            }

            Composer {
                Layout.fillWidth: true
                Layout.maximumWidth: Theme.measure + 2 * Theme.wide
                Layout.alignment: Qt.AlignHCenter
                Layout.leftMargin: Theme.wide
                Layout.rightMargin: Theme.wide
                Layout.bottomMargin: Theme.wide
                page: view.page
                focus: true
            }
        }
    }
}
