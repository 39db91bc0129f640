// How open it is: weights, code, data, paper, each with its link, or with the word that nobody stated any.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

ColumnLayout {
    id: root

    required property OfferOrigins origins

    spacing: 6

    Repeater {
        model: root.origins.layers

        RowLayout {
            id: layer

            required property string title
            required property string text
            required property string link
            required property bool stated

            spacing: 10
            Accessible.role: Accessible.Grouping
            Accessible.name: title
            Accessible.description: text

            Icon {
                name: layer.stated ? "check" : "close"
                size: Math.round(Theme.icon * 0.8)
                color: layer.stated ? Theme.good : Theme.muted
            }

            ColumnLayout {
                spacing: 0

                Label {
                    text: layer.title
                }

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: true
                    text: layer.text
                }
            }

            Button {
                visible: layer.link !== ""
                kind: Button.Bare
                symbol: "open"
                text: qsTr("Open")
                hint: layer.link
                Accessible.name: qsTr("Open: %1").arg(layer.title)
                onClicked: Qt.openUrlExternally(layer.link)
            }
        }
    }
}
