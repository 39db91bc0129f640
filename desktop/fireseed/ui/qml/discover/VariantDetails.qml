// The jargon of one variant: what its memory is for, what runs where, and its files with their digests.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../controls"

ColumnLayout {
    id: root

    required property string how
    required property string parts
    required property string placing
    required property string trained
    required property QtObject files

    spacing: 6

    Repeater {
        model: [root.how, root.parts, root.placing, root.trained].filter(fact => fact !== "")

        Label {
            required property string modelData

            Layout.fillWidth: true
            wrapMode: Text.Wrap
            kind: Label.Small
            quiet: true
            text: modelData
        }
    }

    Repeater {
        model: root.files

        RowLayout {
            id: file

            required property string path
            required property string size
            required property string digest

            Layout.topMargin: 4
            spacing: 8

            ColumnLayout {
                spacing: 1

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    kind: Label.Small
                    text: qsTr("%1 · %2").arg(file.path).arg(file.size)
                }

                Label {
                    Layout.fillWidth: true
                    elide: Text.ElideMiddle
                    kind: Label.Small
                    quiet: true
                    mono: file.digest !== ""
                    text: file.digest !== "" ? file.digest : qsTr("Its hub publishes no SHA-256 for it")
                }
            }

            CopyButton {
                visible: file.digest !== ""
                value: file.digest
                offer: qsTr("Copy")
                Accessible.name: qsTr("Copy the SHA-256 of %1").arg(file.path)
            }
        }
    }
}
