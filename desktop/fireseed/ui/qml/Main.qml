// The window: the rail, the page that it chose, and the notes at the foot. Pages are made when they are first opened.
pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Chat
import Fireseed.Shell
import "."
import "chat"
import "controls"
import "shell"

T.ApplicationWindow {
    id: window

    required property Shell shell
    required property ChatPage chat

    title: qsTr("Fireseed")
    color: Theme.window
    font.pixelSize: Theme.body

    Binding {
        target: Theme
        property: "mode"
        value: window.shell.theme
    }

    Binding {
        target: Theme
        property: "scale"
        value: window.shell.textScale
    }

    Instantiator {
        model: 5

        Shortcut {
            required property int index

            sequences: ["Ctrl+" + (index + 1)]
            onActivated: window.shell.page = index
        }
    }

    RowLayout {
        anchors.fill: parent
        spacing: 0

        Rail {
            id: rail

            Layout.fillHeight: true
            Layout.preferredWidth: implicitWidth
            shell: window.shell
            narrow: window.width < 1000 * Math.max(1, Theme.scale)
        }

        ColumnLayout {
            spacing: 0

            Notice {
                Layout.fillWidth: true
                Layout.margins: Theme.wide
                Layout.bottomMargin: 0
                visible: window.shell.warning !== ""
                title: window.shell.warning
                advice: window.shell.warningAdvice
            }

            StackLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                currentIndex: window.shell.page

                ChatView {
                    page: window.chat
                    focus: window.shell.page === Shell.CHAT
                    onOpenDiscover: window.shell.page = Shell.DISCOVER
                }

                PageLoader {
                    shell: window.shell
                    page: Shell.DISCOVER
                    file: "../discover/DiscoverView.qml"
                    onChat: model => window.chatWith(model)
                }

                PageLoader {
                    shell: window.shell
                    page: Shell.LIBRARY
                    file: "../library/LibraryView.qml"
                    onChat: model => window.chatWith(model)
                }

                PageLoader {
                    shell: window.shell
                    page: Shell.DOWNLOADS
                    file: "../downloads/DownloadsView.qml"
                    onChat: model => window.chatWith(model)
                }

                PageLoader {
                    shell: window.shell
                    page: Shell.SETTINGS
                    file: "../settings/SettingsView.qml"
                }
            }
        }
    }

    Toasts {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.control + 56
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.horizontalCenterOffset: rail.width / 2
        shell: window.shell
    }

    function chatWith(model: string): void {
        chat.picker.choose(model);
        shell.page = Shell.CHAT;
    }
}
