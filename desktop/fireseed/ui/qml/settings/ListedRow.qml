// One thing of a list in a card: what it is, perhaps a word about its state, and the buttons on the right.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

RowLayout {
    id: row

    required property string title
    property string about
    property string symbol
    property string badge
    property int badgeTone: Badge.Caution
    property string removeText
    default property alias extra: place.data
    signal removed

    spacing: 10
    Accessible.role: Accessible.ListItem
    Accessible.name: title
    Accessible.description: [badge, about].filter(fact => fact !== "").join(", ")

    Icon {
        Layout.alignment: Qt.AlignTop
        Layout.topMargin: 2
        visible: row.symbol !== ""
        name: row.symbol
        color: Theme.muted
    }

    ColumnLayout {
        Layout.fillWidth: true
        spacing: 1

        Label {
            Layout.fillWidth: true
            elide: Text.ElideMiddle
            text: row.title
        }

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            elide: Text.ElideMiddle
            kind: Label.Small
            quiet: true
            text: row.about
        }
    }

    Badge {
        visible: row.badge !== ""
        tone: row.badgeTone
        text: row.badge
    }

    RowLayout {
        id: place

        visible: children.length > 0
        spacing: 8
    }

    IconButton {
        visible: row.removeText !== ""
        symbol: "close"
        text: row.removeText
        onClicked: row.removed()
    }
}
