// One repo: what it is called, who publishes it, and the few figures that help to choose.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."
import "../controls"

T.ItemDelegate {
    id: row

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

    implicitHeight: content.implicitHeight + 24
    leftPadding: 12
    rightPadding: 12
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: title
    Accessible.name: title
    Accessible.description: facts.text
    Accessible.selected: chosen
    onClicked: opened()
    Keys.onReturnPressed: opened()
    Keys.onEnterPressed: opened()

    contentItem: ColumnLayout {
        id: content

        spacing: 3

        RowLayout {
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

            Layout.fillWidth: true
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
        color: row.chosen ? Theme.accentTint : row.down ? Theme.pressed : row.hovered ? Theme.hover : "transparent"

        FocusRing {
            shown: row.visualFocus || (row.ListView.isCurrentItem && row.ListView.view.activeFocus)
            inset: 0
        }
    }
}
