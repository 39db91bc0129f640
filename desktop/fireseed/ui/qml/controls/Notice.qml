// A line across a page about something that is not as it should be, with one way out of it.
import QtQuick
import QtQuick.Layouts
import ".."

Rectangle {
    id: notice

    property int tone: Badge.Caution
    property string symbol: tone === Badge.Plain || tone === Badge.Accent ? "info" : "warning"
    required property string title
    property string advice
    property string action
    property bool closable: false
    signal acted
    signal closed

    readonly property color ink: [Theme.tintMuted, Theme.tintGood, Theme.tintCaution, Theme.tintBad, Theme.tintAccent][tone]

    implicitWidth: 400
    implicitHeight: row.implicitHeight + 20
    radius: Theme.radius
    color: [Theme.tint, Theme.goodTint, Theme.cautionTint, Theme.badTint, Theme.accentTint][tone]
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title
    Accessible.description: advice

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: 12
        anchors.rightMargin: 8
        spacing: 10

        Icon {
            Layout.alignment: Qt.AlignTop
            Layout.topMargin: 2
            name: notice.symbol
            color: notice.ink
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 2

            Label {
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                font.weight: Font.Medium
                text: notice.title
            }

            Label {
                Layout.fillWidth: true
                visible: text !== ""
                wrapMode: Text.Wrap
                kind: Label.Small
                color: Theme.tintMuted
                text: notice.advice
            }
        }

        Button {
            visible: notice.action !== ""
            text: notice.action
            onClicked: notice.acted()
        }

        IconButton {
            visible: notice.closable
            symbol: "close"
            text: qsTr("Close")
            onClicked: notice.closed()
        }
    }
}
