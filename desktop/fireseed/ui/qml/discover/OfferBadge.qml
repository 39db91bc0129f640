// The publisher's standing in a word or two; pressed, the evidence for it is shown.
import QtQuick
import QtQuick.Templates as T
import Fireseed.Discover
import ".."
import "../controls"

T.Button {
    id: badge

    required property OfferTrust trust

    readonly property int tone: [Badge.Good, Badge.Good, Badge.Plain, Badge.Plain, Badge.Bad][trust.standing]
    readonly property color ink: [Theme.tintMuted, Theme.tintGood, Theme.tintCaution, Theme.tintBad, Theme.tintAccent][tone]

    implicitWidth: content.implicitWidth + 18
    implicitHeight: content.implicitHeight + 6
    checkable: true
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    text: trust.badge
    Accessible.name: qsTr("Publisher: %1").arg(trust.badge)
    Accessible.description: checked ? qsTr("Hide the evidence") : qsTr("Show the evidence")
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Row {
        id: content

        spacing: 4

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: name !== ""
            name: ["verified", "check", "check", "", "warning"][badge.trust.standing]
            color: badge.ink
            size: Math.round(Theme.small * 1.2)
        }

        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: badge.text
            textFormat: Text.PlainText
            color: badge.ink
            font.pixelSize: Theme.small
            font.weight: Font.Medium
        }

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: badge.checked ? "chevron-up" : "chevron-down"
            color: badge.ink
            size: Math.round(Theme.small)
        }
    }

    leftPadding: 9
    rightPadding: 9
    topPadding: 3
    bottomPadding: 3

    background: Rectangle {
        radius: height / 2
        color: [Theme.tint, Theme.goodTint, Theme.cautionTint, Theme.badTint, Theme.accentTint][badge.tone]
        border.width: badge.hovered || badge.down ? 1 : 0
        border.color: badge.ink

        FocusRing {
            shown: badge.visualFocus
            radius: height / 2
        }
    }

    Tooltip {
        text: badge.trust.sentence
        wanted: badge.hovered && !badge.down && !badge.checked
    }
}
