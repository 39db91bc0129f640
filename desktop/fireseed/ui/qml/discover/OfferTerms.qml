// What may be done with it: the licence in one sentence, its points, and its own text.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import ".."
import "../controls"

Rectangle {
    id: root

    required property OfferLicence licence

    implicitHeight: terms.implicitHeight + 24
    radius: Theme.radius
    color: licence.forbids ? Theme.cautionTint : "transparent"
    border.width: licence.forbids ? 0 : 1
    border.color: Theme.hairline
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Licence: %1").arg(licence.name)

    ColumnLayout {
        id: terms

        x: 14
        y: 12
        width: parent.width - 28
        spacing: 6

        RowLayout {
            spacing: 8

            Icon {
                visible: root.licence.forbids || !root.licence.known
                name: root.licence.forbids ? "warning" : "info"
                color: root.licence.forbids ? Theme.tintCaution : Theme.muted
                size: Math.round(Theme.icon * 0.9)
            }

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                font.weight: Font.DemiBold
                text: root.licence.name
            }

            Button {
                visible: root.licence.url !== ""
                kind: Button.Bare
                symbol: "open"
                text: qsTr("Read it")
                hint: root.licence.url
                Accessible.name: qsTr("Read the licence %1").arg(root.licence.name)
                onClicked: Qt.openUrlExternally(root.licence.url)
            }
        }

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            lineHeight: 1.25
            text: root.licence.sentence
        }

        Flow {
            Layout.fillWidth: true
            visible: points.count > 0
            spacing: 14

            Repeater {
                id: points

                model: root.licence.terms

                Row {
                    id: point

                    required property string text
                    required property int answer

                    spacing: 4

                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        name: ["check", "info", "close", "info"][point.answer]
                        size: Math.round(Theme.small * 1.2)
                        color: [Theme.tintGood, Theme.tintCaution, Theme.tintBad, Theme.tintMuted][point.answer]
                    }

                    Label {
                        width: Math.min(implicitWidth, terms.width - 24)
                        wrapMode: Text.Wrap
                        kind: Label.Small
                        color: Theme.tintMuted
                        text: point.text
                    }
                }
            }
        }
    }
}
