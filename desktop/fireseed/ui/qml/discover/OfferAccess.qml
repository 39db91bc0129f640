// What the publisher or the hub asks before a download: the terms, then a token. One step after the other.
import QtQuick
import QtQuick.Layouts
import Fireseed.Discover
import Fireseed.Settings
import ".."
import "../controls"
import "../settings"

Rectangle {
    id: root

    required property OfferPane offer
    readonly property TokenBox tokens: offer.tokens as TokenBox

    implicitHeight: steps.implicitHeight + 32
    radius: Theme.cardRadius
    color: offer.barred ? Theme.cautionTint : Theme.tint

    ColumnLayout {
        id: steps

        x: 16
        y: 16
        width: parent.width - 32
        spacing: 12

        Label {
            Layout.fillWidth: true
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
            wrapMode: Text.Wrap
            font.weight: Font.DemiBold
            text: root.offer.barred ? root.offer.problem : qsTr("Its publisher asks you to accept terms first")
        }

        AccessStep {
            Layout.fillWidth: true
            visible: root.offer.gated
            number: 1
            title: qsTr("Accept the terms")
            hint: qsTr("Sign in on its page and accept them there. Some publishers answer only after days.")
            action: root.offer.termsPage !== "" ? qsTr("Open the page") : ""
            symbol: "open"
            tip: root.offer.termsPage
            onActed: Qt.openUrlExternally(root.offer.termsPage)
        }

        AccessStep {
            Layout.fillWidth: true
            visible: root.offer.takesToken
            number: root.offer.gated ? 2 : 0
            done: root.tokens.held && !root.offer.barred
            title: root.tokens.held ? qsTr("A token is kept") : qsTr("Enter an access token")
            hint: root.tokens.held ? [root.tokens.owner !== "" ? qsTr("It belongs to %1.").arg(root.tokens.owner) : "", root.offer.barred ? qsTr("It must be of the account that accepted the terms, and may need the right to read gated models.") : ""].filter(fact => fact !== "").join(" ") : qsTr("It tells %1 that it is you who asks.").arg(root.tokens.hub)
            action: root.tokens.held ? qsTr("Replace …") : qsTr("Enter …")
            tip: root.tokens.held ? qsTr("Replace the access token") : qsTr("Enter an access token")
            onActed: dialog.open()
        }

        Button {
            visible: root.offer.phase === OfferPane.FAILED
            kind: Button.Primary
            text: qsTr("Try again")
            onClicked: root.offer.retry()
        }
    }

    TokenDialog {
        id: dialog

        tokens: root.tokens
    }
}
