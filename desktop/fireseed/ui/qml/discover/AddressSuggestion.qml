// What a pasted address names: the first thing below the field. Enter in the field opens it, too.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."
import "../controls"

T.AbstractButton {
    id: offer

    property string part

    implicitHeight: implicitContentHeight + 20
    leftPadding: 12
    rightPadding: 12
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: part
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: RowLayout {
        spacing: 10

        Icon {
            name: "model"
            color: Theme.tintAccent
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 1

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                font.weight: Font.Medium
                text: offer.text
            }

            Label {
                Layout.fillWidth: true
                visible: text !== ""
                elide: Text.ElideMiddle
                kind: Label.Small
                color: Theme.tintMuted
                text: offer.part
            }
        }

        Label {
            kind: Label.Small
            color: Theme.tintMuted
            text: qsTr("Enter ↵")
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: Theme.accentTint

        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            color: offer.down ? Theme.pressed : offer.hovered ? Theme.hover : "transparent"
        }

        FocusRing {
            shown: offer.visualFocus
            inset: 0
        }
    }
}
