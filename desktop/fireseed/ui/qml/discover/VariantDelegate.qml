// One variant: in plain words, how it fits this machine, what can be done with it now, and its details on demand.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

Card {
    id: card

    required property string key
    required property string words
    required property string name
    required property string mark
    required property string how
    required property bool leading
    required property bool recommended
    required property bool named
    required property string size
    required property int grade
    required property string verdict
    required property string speed
    required property string memory
    required property string parts
    required property string placing
    required property string trained
    required property double weights
    required property double context
    required property double working
    required property double free
    required property bool rough
    required property string note
    required property int action
    required property double fraction
    required property double verified
    required property string progress
    required property string chatModel
    required property bool open
    required property QtObject files
    signal download
    signal chat
    signal openDownloads
    signal fold

    implicitHeight: content.implicitHeight + 24
    Accessible.role: Accessible.Grouping
    Accessible.name: words
    Accessible.description: [size, verdict, speed].filter(fact => fact !== "").join(", ")
    border.width: named ? 2 : 1
    border.color: named ? Theme.accent : Theme.hairline

    ColumnLayout {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: 16
        anchors.rightMargin: 12
        spacing: 8

        RowLayout {
            spacing: 8

            ColumnLayout {
                spacing: 2

                Flow {
                    Layout.fillWidth: true
                    spacing: 8

                    Label {
                        width: Math.min(implicitWidth, parent.width)
                        elide: Text.ElideMiddle
                        font.weight: Font.Medium
                        text: card.words
                    }

                    Badge {
                        visible: card.recommended
                        tone: Badge.Accent
                        text: qsTr("Recommended")
                    }

                    Badge {
                        visible: card.named
                        text: qsTr("From your address")
                    }
                }

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideRight
                    kind: Label.Small
                    quiet: true
                    text: [card.size, card.name, card.mark].filter(fact => fact !== "").join(" · ")
                }
            }

            VariantAction {
                Layout.fillWidth: false
                action: card.action
                words: [card.words, card.name].filter(fact => fact !== "").join(", ")
                progress: card.progress
                fraction: card.fraction
                verified: card.verified
                leading: card.leading
                onDownload: card.download()
                onChat: card.chat()
                onOpenDownloads: card.openDownloads()
            }

            IconButton {
                symbol: card.open ? "chevron-up" : "chevron-down"
                text: card.open ? qsTr("Hide the details of %1").arg(card.words) : qsTr("Show the details of %1").arg(card.words)
                onClicked: card.fold()
            }
        }

        VariantFit {
            Layout.fillWidth: true
            Layout.rightMargin: 4
            visible: card.verdict !== "" || card.note !== ""
            grade: card.grade
            verdict: card.verdict
            speed: card.speed
            memory: card.memory
            parts: card.parts
            note: card.note
            weights: card.weights
            context: card.context
            working: card.working
            free: card.free
            rough: card.rough
        }

        Loader {
            Layout.fillWidth: true
            visible: card.open
            active: card.open

            sourceComponent: VariantDetails {
                how: card.how
                parts: card.parts
                placing: card.placing
                trained: card.trained
                files: card.files
            }
        }
    }
}
