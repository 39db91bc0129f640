// No hub answers: why, and who else could be asked, each with how soon it answers from here.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Chat
import "../controls"

Card {
    id: card

    required property Welcome welcome

    implicitHeight: content.implicitHeight + 48
    color: "transparent"

    ColumnLayout {
        id: content

        x: 24
        y: 24
        width: parent.width - 48
        spacing: 8

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            font.weight: Font.DemiBold
            text: qsTr("No hub answers from here")
        }

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            lineHeight: 1.3
            kind: Label.Small
            quiet: true
            text: qsTr("%1. The model above needs none. For others, check the connection, or ask another address for the same models.").arg(card.welcome.problem)
        }

        Repeater {
            id: mirrors

            model: card.welcome.mirrors.rows

            MirrorItem {
                Layout.fillWidth: true
                onChosen: card.welcome.mirrors.choose(key)
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.topMargin: 4
            spacing: 8

            Button {
                enabled: !card.welcome.mirrors.measuring
                symbol: "gauge"
                text: card.welcome.mirrors.measuring ? qsTr("Measuring …") : mirrors.count > 0 ? qsTr("Measure again") : qsTr("Choose a mirror")
                onClicked: card.welcome.mirrors.measure()
            }

            Button {
                kind: Button.Bare
                symbol: "again"
                text: qsTr("Ask again")
                onClicked: card.welcome.retry()
            }
        }
    }
}
