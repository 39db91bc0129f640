// A repo with nothing that runs here leads to those that have the same model as GGUF.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Discover
import ".."
import "../controls"

ColumnLayout {
    id: root

    required property OfferPane offer
    readonly property OfferPublishers publishers: offer.publishers as OfferPublishers

    spacing: 6

    Label {
        font.weight: Font.DemiBold
        text: qsTr("The same model, ready to run")
    }

    Label {
        Layout.fillWidth: true
        Layout.bottomMargin: 6
        wrapMode: Text.Wrap
        lineHeight: 1.25
        quiet: true
        text: qsTr("This repo holds the weights in the form that they were trained in. Others have turned them into GGUF files, which Fireseed runs.")
    }

    Repeater {
        model: root.publishers.rows

        T.ItemDelegate {
            id: row

            required property string key
            required property string title
            required property string owner
            required property string hubTitle
            required property string badge
            required property int standing
            required property string downloads

            Layout.fillWidth: true
            implicitHeight: implicitContentHeight + topPadding + bottomPadding
            padding: 12
            hoverEnabled: true
            focusPolicy: Qt.StrongFocus
            text: title
            Accessible.role: Accessible.Button
            Accessible.name: title
            Accessible.description: [badge, facts.text].join(", ")
            onClicked: root.offer.choose(key)
            Keys.onReturnPressed: click()
            Keys.onEnterPressed: click()

            contentItem: ColumnLayout {
                spacing: 3

                RowLayout {
                    spacing: 8

                    Label {
                        Layout.fillWidth: true
                        elide: Text.ElideMiddle
                        font.weight: Font.Medium
                        text: row.title
                    }

                    Badge {
                        tone: [Badge.Good, Badge.Good, Badge.Plain, Badge.Plain, Badge.Bad][row.standing]
                        text: row.badge
                    }
                }

                Label {
                    id: facts

                    Layout.fillWidth: true
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: true
                    text: [row.owner, row.hubTitle, row.downloads !== "" ? qsTr("%1 downloads").arg(row.downloads) : ""].filter(fact => fact !== "").join(" · ")
                }
            }

            background: Card {
                color: row.down ? Theme.pressed : row.hovered ? Theme.hover : Theme.raised

                FocusRing {
                    shown: row.visualFocus
                    radius: Theme.cardRadius + 3
                }
            }
        }
    }
}
