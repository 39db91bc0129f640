// One way to Hugging Face's models: chosen by a press, with what a measurement said.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."
import "../controls"

T.RadioDelegate {
    id: row

    required property string key
    required property string title
    required property string about
    required property bool chosen
    required property bool inUse
    required property string latency
    required property string problem
    required property bool removable
    signal picked
    signal removed

    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    topPadding: 7
    bottomPadding: 7
    leftPadding: 8
    rightPadding: 8
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: title
    checked: chosen
    autoExclusive: false
    Accessible.role: Accessible.RadioButton
    Accessible.name: title
    Accessible.description: [about, latency, problem].filter(fact => fact !== "").join(", ")
    onClicked: {
        checked = Qt.binding(() => chosen);
        picked();
    }
    Keys.onReturnPressed: picked()
    Keys.onEnterPressed: picked()

    indicator: null

    contentItem: RowLayout {
        spacing: 12

        Rectangle {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 2
            implicitWidth: 18
            implicitHeight: 18
            radius: 9
            color: "transparent"
            border.width: row.chosen ? 5 : 1
            border.color: row.chosen ? Theme.accent : Theme.edge
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 1

            Label {
                Layout.fillWidth: true
                elide: Text.ElideMiddle
                text: row.title
            }

            Label {
                Layout.fillWidth: true
                visible: text !== ""
                wrapMode: Text.Wrap
                kind: Label.Small
                quiet: row.problem === ""
                color: row.problem === "" ? Theme.muted : Theme.bad
                text: row.problem !== "" ? row.problem : row.about
            }
        }

        Badge {
            visible: row.inUse
            tone: Badge.Good
            text: qsTr("In use")
        }

        Label {
            visible: row.latency !== ""
            kind: Label.Small
            quiet: true
            text: row.latency
        }

        IconButton {
            visible: row.removable
            symbol: "close"
            text: qsTr("Take %1 from the list").arg(row.title)
            onClicked: row.removed()
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: row.down ? Theme.pressed : row.hovered ? Theme.hover : "transparent"

        FocusRing {
            shown: row.visualFocus
            inset: 0
        }
    }
}
