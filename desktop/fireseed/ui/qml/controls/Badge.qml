// One or two words about a thing.
import QtQuick
import ".."

Rectangle {
    id: badge

    enum Tone {
        Plain,
        Good,
        Caution,
        Bad,
        Accent
    }

    required property string text
    property int tone: Badge.Plain
    property string symbol

    readonly property color ink: [Theme.tintMuted, Theme.tintGood, Theme.tintCaution, Theme.tintBad, Theme.tintAccent][tone]

    implicitWidth: row.implicitWidth + 16
    implicitHeight: row.implicitHeight + 4
    radius: height / 2
    color: [Theme.tint, Theme.goodTint, Theme.cautionTint, Theme.badTint, Theme.accentTint][tone]
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 4

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: badge.symbol !== ""
            name: badge.symbol
            color: badge.ink
            size: Math.round(Theme.small * 1.1)
        }

        Text {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, 240 * Math.max(1, Theme.scale))
            text: badge.text
            textFormat: Text.PlainText
            elide: Text.ElideRight
            color: badge.ink
            font.pixelSize: Theme.small
            font.weight: Font.Medium
            Accessible.ignored: true
        }
    }
}
