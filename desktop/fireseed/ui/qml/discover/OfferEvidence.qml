// Why the publisher has its standing: the sentence, then each fact for and against, with a link where there is one.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

Rectangle {
    id: root

    required property OfferTrust trust

    implicitHeight: facts.implicitHeight + 24
    radius: Theme.radius
    color: Theme.tint

    ColumnLayout {
        id: facts

        x: 14
        y: 12
        width: parent.width - 28
        spacing: 8

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            lineHeight: 1.25
            text: root.trust.sentence
        }

        Repeater {
            model: root.trust.evidence

            RowLayout {
                id: fact

                required property string text
                required property bool supports
                required property string link

                spacing: 8

                Icon {
                    Layout.alignment: Qt.AlignTop
                    Layout.topMargin: 1
                    name: fact.supports ? "check" : "info"
                    size: Math.round(Theme.icon * 0.8)
                    color: fact.supports ? Theme.tintGood : Theme.tintCaution
                }

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    kind: Label.Small
                    color: Theme.tintMuted
                    text: fact.text
                }

                IconButton {
                    visible: fact.link !== ""
                    size: 28
                    symbol: "open"
                    text: qsTr("Open %1").arg(fact.link)
                    onClicked: Qt.openUrlExternally(fact.link)
                }
            }
        }
    }
}
