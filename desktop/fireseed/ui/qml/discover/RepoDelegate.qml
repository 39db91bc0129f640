// One repo: what it is called, who publishes it, and the few figures that help to choose.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."
import "../controls"

T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string title
    required property string owner
    required property string hubTitle
    required property string parameters
    required property string licence
    required property string downloads
    required property string updated
    required property bool gated
    required property bool installed
    property bool chosen: false
    signal opened

    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    topPadding: 10
    bottomPadding: 10
    leftPadding: 12
    rightPadding: 12
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: title
    Accessible.role: Accessible.ListItem
    Accessible.name: title
    Accessible.description: facts.text
    Accessible.selected: chosen
    onClicked: opened()
    Keys.onReturnPressed: opened()
    Keys.onEnterPressed: opened()

    contentItem: Column {
        spacing: 2

        RowLayout {
            width: parent.width
            spacing: 8

            Label {
                Layout.fillWidth: true
                elide: Text.ElideMiddle
                maximumLineCount: 1
                font.weight: Font.Medium
                text: row.title
            }

            Badge {
                visible: row.installed
                tone: Badge.Good
                symbol: "check"
                text: qsTr("On this computer")
            }

            Badge {
                visible: row.gated
                tone: Badge.Caution
                text: qsTr("Asks for consent")
            }
        }

        Label {
            id: facts

            width: parent.width
            elide: Text.ElideRight
            maximumLineCount: 1
            kind: Label.Small
            quiet: true
            text: [row.owner, row.parameters !== "" ? qsTr("%1 parameters").arg(row.parameters) : "", row.licence,
                row.downloads !== "" ? qsTr("%1 downloads").arg(row.downloads) : "", row.updated, row.hubTitle]
                .filter(fact => fact !== "").join(" · ")
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: row.chosen ? Theme.tint : row.down ? Theme.pressed : row.hovered ? Theme.hover : "transparent"

        Rectangle {
            visible: row.chosen
            anchors.verticalCenter: parent.verticalCenter
            width: 3
            height: parent.height - 24
            radius: 1.5
            color: Theme.accent
        }

        FocusRing {
            shown: row.visualFocus
            inset: 0
        }
    }
}
