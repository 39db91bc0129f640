// What the publisher wrote. Nothing in it is loaded by itself; the repo's own pictures only when somebody asks.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import "../chat"
import "../controls"

ColumnLayout {
    id: root

    required property OfferCard card

    spacing: 12

    RowLayout {
        visible: root.card.pictures > 0
        spacing: 10

        Label {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: root.card.fetching ? qsTr("Fetching the pictures …") : qsTr("The pictures in this repo are not shown by themselves: its hub would see that you look at them.")
        }

        Button {
            visible: !root.card.fetching
            symbol: "eye"
            text: qsTr("Show pictures")
            onClicked: root.card.showPictures()
        }
    }

    Repeater {
        model: root.card.blocks

        Loader {
            id: block

            required property int kind
            required property string html
            required property string text
            required property string language
            required property var model

            Layout.fillWidth: true
            sourceComponent: [prose, code, prose, cut, picture][kind]

            Component {
                id: prose

                ProseBlock {
                    html: block.html
                    onLinkActivated: address => dialog.ask(address)
                }
            }

            Component {
                id: code

                CodeBlock {
                    html: block.html
                    text: block.text
                    language: block.language
                }
            }

            Component {
                id: picture

                Item {
                    implicitHeight: image.height

                    Image {
                        id: image

                        width: Math.min(block.model.width, parent.width)
                        height: Math.round(width * block.model.height / Math.max(1, block.model.width))
                        source: block.html
                        Accessible.role: Accessible.Graphic
                        Accessible.name: block.text
                    }
                }
            }

            Component {
                id: cut

                Label {
                    wrapMode: Text.Wrap
                    quiet: true
                    text: qsTr("The rest is too long to be shown.")
                }
            }
        }
    }

    Repeater {
        model: root.card.phase === OfferCard.LOADING ? 3 : 0

        Skeleton {
            Layout.fillWidth: true
        }
    }

    Label {
        Layout.fillWidth: true
        visible: text !== ""
        wrapMode: Text.Wrap
        quiet: true
        text: root.card.phase === OfferCard.ABSENT ? qsTr("The publisher wrote nothing about it.") : root.card.problem
    }

    Button {
        visible: root.card.phase === OfferCard.FAILED
        text: qsTr("Try again")
        onClicked: root.card.retry()
    }

    LinkDialog {
        id: dialog

        advice: qsTr("The publisher wrote this address. Look at it before you open it.")
    }
}
