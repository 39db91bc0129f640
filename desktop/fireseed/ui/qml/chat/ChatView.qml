// The page Chat: conversations at the side, the shown one in the middle, the composer below.
import QtQuick
import QtQuick.Layouts
import Fireseed.Chat
import ".."
import "../controls"

FocusScope {
    id: view

    required property ChatPage page
    readonly property bool fresh: page.conversations.currentKey === ""
    signal openDiscover

    RowLayout {
        anchors.fill: parent
        spacing: 0

        ConversationList {
            Layout.fillHeight: true
            Layout.preferredWidth: Math.round(232 * Math.max(1, Theme.scale))
            visible: view.width > 640 * Math.max(1, Theme.scale) && !(view.page.modelless && view.page.conversations.empty)
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
