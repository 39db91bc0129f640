// While this library is shared: where others find it, and who has been here.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Settings
import "../controls"

ColumnLayout {
    id: root

    required property Neighbours neighbours

    spacing: 8

    Label {
        Layout.fillWidth: true
        visible: root.neighbours.busy && places.count === 0
        kind: Label.Small
        quiet: true
        text: qsTr("Beginning to share …")
    }

    Label {
        Layout.fillWidth: true
        visible: places.count > 0
        wrapMode: Text.Wrap
        kind: Label.Small
        quiet: true
        text: root.neighbours.unannounced !== "" ? root.neighbours.unannounced : qsTr("Others who look around see it. Those who don't can enter this address:")
    }

    Repeater {
        id: places

        model: root.neighbours.urls

        RowLayout {
            id: place

            required property string key

            Layout.fillWidth: true
            spacing: 8

            Label {
                Layout.fillWidth: true
                mono: true
                elide: Text.ElideMiddle
                text: place.key
            }

            CopyButton {
                kind: Button.Bare
                offer: qsTr("Copy")
                value: place.key
                Accessible.name: qsTr("Copy %1").arg(place.key)
            }
        }
    }

    Label {
        Layout.fillWidth: true
        visible: places.count > 0
        kind: Label.Small
        quiet: true
        text: visitors.count > 0 ? qsTr("Who was here:") : qsTr("Nobody was here yet.")
    }

    Repeater {
        id: visitors

        model: root.neighbours.visitors

        ListedRow {
            required property string key
            required about

            Layout.fillWidth: true
            symbol: "chip"
            title: key
        }
    }
}
