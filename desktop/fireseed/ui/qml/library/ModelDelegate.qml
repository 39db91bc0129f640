// One model: whether it is whole, and what can be done with it.
import QtQuick
import QtQuick.Layouts
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
        anchors.margins: 16
        spacing: 8

        RowLayout {
            spacing: 8

            ColumnLayout {
                spacing: 3

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    font.weight: Font.Medium
                    text: card.title
                }

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: true
                    text: [card.variant, card.size, card.owner, card.licence,
                        card.used !== "" ? qsTr("last used %1").arg(card.used) : ""].filter(fact => fact !== "").join(" · ")
                }
            }

            Badge {
                tone: card.sound ? Badge.Good : Badge.Caution
                symbol: card.sound ? "verified" : "warning"
                text: card.status
            }

            Button {
                enabled: card.ready
                symbol: "chat"
                text: qsTr("Chat")
                onClicked: card.chat()
            }

            IconButton {
                symbol: "more"
                text: qsTr("More about %1").arg(card.title)
                onClicked: menu.popup(this, 0, height + 4)

                Menu {
                    id: menu

                    MenuItem {
                        symbol: "verified"
                        text: card.checking ? qsTr("Stop checking") : qsTr("Check again now")
                        onTriggered: card.checking ? card.stopVerifying() : card.verify()
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

        ProgressBar {
            Layout.fillWidth: true
            visible: card.checking
            value: card.progress
            Accessible.name: qsTr("Checking %1").arg(card.title)
        }

        Label {
            Layout.fillWidth: true
            visible: !card.checking
            elide: Text.ElideMiddle
            kind: Label.Small
            quiet: true
            text: qsTr("Checked %1 · SHA-256 %2").arg(card.verified).arg(card.digest)
        }
    }
}
