// One model: whether it is whole, and what can be done with it.
import QtQuick
import QtQuick.Layouts
import Fireseed.Shell
import "../controls"

Card {
    id: card

    required property string key
    required property string title
    required property string owner
    required property string variant
    required property string size
    required property string licence
    required property string status
    required property bool sound
    required property bool proven
    required property bool ready
    required property string verified
    required property string digest
    required property string used
    required property url folder
    required property bool checking
    required property double progress
    signal chat
    signal verify
    signal stopVerifying
    signal deleted

    implicitHeight: content.implicitHeight + 28
    Accessible.role: Accessible.ListItem
    Accessible.name: title
    Accessible.description: status

    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: 16
        anchors.rightMargin: 12
        spacing: 6

        RowLayout {
            spacing: 8

            ColumnLayout {
                spacing: 2

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    font.weight: Font.Medium
                    text: card.title
                }

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: true
                    text: [card.variant, card.size, card.owner, card.licence, card.used].filter(fact => fact !== "").join(" · ")
                }
            }

            Badge {
                tone: card.proven ? Badge.Good : card.sound ? Badge.Plain : Badge.Caution
                symbol: card.proven ? "verified" : card.sound ? "info" : "warning"
                text: card.status
            }

            Button {
                visible: card.ready
                symbol: "chat"
                text: qsTr("Chat")
                onClicked: card.chat()
            }

            IconButton {
                id: more

                symbol: "more"
                text: qsTr("More for %1").arg(card.title)
                onClicked: menu.popup(more, more.width - menu.width, more.height + 4)

                Menu {
                    id: menu

                    MenuItem {
                        symbol: card.checking ? "stop" : "verified"
                        text: card.checking ? qsTr("Stop checking") : qsTr("Check now")
                        onTriggered: card.checking ? card.stopVerifying() : card.verify()
                    }

                    MenuItem {
                        symbol: "copy"
                        text: qsTr("Copy SHA-256")
                        onTriggered: Clipboard.copy(card.digest)
                    }

                    MenuItem {
                        symbol: "folder"
                        text: qsTr("Show in its folder")
                        onTriggered: Qt.openUrlExternally(card.folder)
                    }

                    MenuItem {
                        symbol: "bin"
                        danger: true
                        text: qsTr("Move to the bin")
                        onTriggered: card.deleted()
                    }
                }
            }
        }

        Label {
            Layout.fillWidth: true
            visible: !card.checking
            elide: Text.ElideRight
            kind: Label.Small
            quiet: true
            text: card.verified
        }

        RowLayout {
            Layout.rightMargin: 4
            visible: card.checking
            spacing: 12

            ProgressBar {
                Layout.fillWidth: true
                value: card.progress
                Accessible.name: qsTr("Checking %1").arg(card.title)
            }

            Button {
                kind: Button.Bare
                text: qsTr("Stop")
                onClicked: card.stopVerifying()
            }
        }
    }
}
