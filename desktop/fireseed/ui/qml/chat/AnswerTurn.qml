// A model's answer, block by block, with what can be done with it below.
pragma ComponentBehavior: Bound

import QtQuick
import Fireseed.Chat
import "../controls"

Column {
    id: turn

    required property ChatPage page
    required property string key
    required property QtObject blocks
    required property bool streaming
    required property bool interrupted
    required property int version
    required property int versions
    required property string rate
    required property bool last
    signal linkActivated(string address)

    spacing: 12
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Answer")

    HoverHandler {
        id: over
    }

    Repeater {
        model: turn.blocks

        Loader {
            id: block

            required property int kind
            required property string html
            required property string text
            required property string language
            required property bool open

            width: turn.width
            sourceComponent: [prose, code, thinking, cut][kind]

            Component {
                id: prose

                ProseBlock {
                    html: block.html
                    onLinkActivated: address => turn.linkActivated(address)
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
                id: thinking

                ThinkingBlock {
                    html: block.html
                    open: block.open && turn.streaming
                }
            }

            Component {
                id: cut

                Label {
                    wrapMode: Text.Wrap
                    quiet: true
                    text: qsTr("The rest is too long to be shown. Copying the answer gives all of it.")
                }
            }
        }
    }

    Label {
        visible: turn.streaming && turn.last && turn.page.waiting
        quiet: true
        text: turn.page.picker.state === Picker.LOADING ? qsTr("Loading the model …") : qsTr("Reading your question …")
    }

    AnswerBar {
        x: -7
        visible: !turn.streaming
        shown: turn.last || over.hovered
        page: turn.page
        key: turn.key
        interrupted: turn.interrupted
        version: turn.version
        versions: turn.versions
        rate: turn.rate
    }
}
