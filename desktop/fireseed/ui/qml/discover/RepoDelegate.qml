// One model: what it is called, who stands behind it, what it is, and the few figures that help to choose.
import QtQuick
import QtQuick.Templates as T
import Fireseed.Discover
import ".."
import "../controls"

T.ItemDelegate {
    id: row

    required property int index
    required property string key
    required property string title
    required property string about
    required property int standing
    required property string badge
    required property string facts
    required property string licence
    required property bool barred
    required property int grade
    required property string fit
    required property bool gated
    required property bool installed
    required property string remembered
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
    Accessible.description: [badge, about, facts, installed ? here.text : "", fit, gated ? consent.text : "", licence, remembered]
        .filter(fact => fact !== "").join(". ")
    Accessible.selected: chosen
    onClicked: opened()
    Keys.onReturnPressed: opened()
    Keys.onEnterPressed: opened()

    contentItem: Column {
        spacing: 3

        Item {
            width: parent.width
            implicitHeight: Math.max(name.implicitHeight, publisher.implicitHeight)

            Label {
                id: name

                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - publisher.width - 8
                elide: Text.ElideMiddle
                maximumLineCount: 1
                font.weight: Font.Medium
                text: row.title
            }

            Badge {
                id: publisher

                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                tone: [Badge.Good, Badge.Good, Badge.Plain, Badge.Plain, Badge.Bad][row.standing]
                symbol: ["verified", "check", "check", "", "warning"][row.standing]
                text: row.badge
            }
        }

        Label {
            width: parent.width
            elide: Text.ElideRight
            maximumLineCount: 1
            kind: Label.Small
            text: row.about
        }

        Label {
            width: parent.width
            elide: Text.ElideRight
            maximumLineCount: 1
            kind: Label.Small
            quiet: true
            text: row.facts
        }

        Row {
            width: parent.width
            spacing: 10

            RowMark {
                id: here

                visible: row.installed
                symbol: "check"
                color: Theme.good
                text: qsTr("On this computer")
            }

            RowMark {
                visible: text !== ""
                symbol: row.grade === Discover.MISFIT ? "warning" : "gauge"
                color: [Theme.muted, Theme.good, Theme.caution, Theme.caution, Theme.bad][row.grade]
                text: row.fit
            }

            RowMark {
                id: consent

                visible: row.gated
                color: Theme.caution
                text: qsTr("Asks for consent")
            }

            Label {
                width: Math.max(0, Math.min(implicitWidth, parent.width - x))
                elide: Text.ElideRight
                kind: Label.Small
                color: row.barred ? Theme.caution : Theme.muted
                text: row.licence
            }

            Label {
                width: Math.max(0, Math.min(implicitWidth, parent.width - x))
                elide: Text.ElideRight
                kind: Label.Small
                quiet: true
                text: row.remembered
            }
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
