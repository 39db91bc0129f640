// The last answer failed: what happened, and the way on.
import QtQuick
import QtQuick.Layouts
import Fireseed.Chat
import ".."
import "../controls"

Item {
    id: card

    required property ChatPage page
    readonly property bool shown: page.problem !== ""

    implicitHeight: shown ? face.implicitHeight + 40 : 12

    Card {
        id: face

        y: 20
        width: parent.width
        visible: card.shown
        implicitHeight: content.implicitHeight + 32
        Accessible.role: Accessible.AlertMessage
        Accessible.name: card.page.problem
        Accessible.description: card.page.advice

        RowLayout {
            id: content

            x: 16
            y: 16
            width: parent.width - 32
            spacing: 12

            Icon {
                Layout.alignment: Qt.AlignTop
                name: "warning"
                color: Theme.bad
            }

            ColumnLayout {
                spacing: 4

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    font.weight: Font.DemiBold
                    text: card.page.problem
                }

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    quiet: true
                    lineHeight: 1.3
                    text: card.page.advice
                }

                Flow {
                    Layout.fillWidth: true
                    Layout.topMargin: 8
                    spacing: 8

                    Button {
                        visible: card.page.again
                        kind: Button.Primary
                        text: qsTr("Reload and continue")
                        onClicked: card.page.retry()
                    }

                    CopyButton {
                        value: card.page.details
                    }

                    Button {
                        kind: Button.Bare
                        text: qsTr("Dismiss")
                        onClicked: card.page.forgive()
                    }
                }
            }
        }
    }
}
