// One download: a thick quiet bar whose proven part is darker, and the figures of the moment.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ".."
import "../controls"

TransferItem {
    id: row

    property bool keyed: false

    // What Enter does: the next thing that a person wants of it.
    function enter(): void {
        if (chatModel !== "")
            chat();
        else if (foldable)
            page.fold(key);
        else
            openMenu();
    }

    function openMenu(): void {
        menu.active = true;
        const opened = menu.item as TransferMenu;
        opened.popup(more, more.width - opened.width, more.height + 4);
    }

    implicitHeight: body.implicitHeight
    // Whoever comes back to this row comes to the row, not to a button in it.
    onActiveFocusChanged: {
        if (activeFocus)
            touched();
        else
            body.focus = true;
    }

    T.Control {
        id: body

        width: row.width
        implicitHeight: implicitContentHeight + topPadding + bottomPadding
        topPadding: row.done ? 8 : 10
        bottomPadding: row.done ? 8 : 12
        leftPadding: 16
        rightPadding: 8
        focus: true
        focusPolicy: row.stops
        Accessible.role: Accessible.ListItem
        Accessible.name: [row.title, row.variant].join(", ")
        Accessible.description: [row.status, row.amount, row.speed, row.remaining, row.limits, row.problem].filter(fact => fact !== "").join(", ")
        Accessible.selected: row.current

        background: Card {
            FocusRing {
                shown: body.activeFocus && (row.keyed || body.visualFocus)
                inset: 0
                radius: Theme.cardRadius
            }
        }

        contentItem: Column {
            spacing: 6

            TransferHead {
                width: parent.width
                row: row

                IconButton {
                    visible: row.pausable || row.resumable
                    focusPolicy: row.stops
                    symbol: row.pausable ? "pause" : row.failed ? "again" : "play"
                    text: row.pausable ? qsTr("Pause") : row.failed ? qsTr("Try again") : qsTr("Resume")
                    onClicked: row.page.toggle(row.key)
                }

                Button {
                    visible: row.chatModel !== ""
                    focusPolicy: row.stops
                    symbol: "chat"
                    text: qsTr("Chat")
                    onClicked: row.chat()
                }

                IconButton {
                    id: more

                    focusPolicy: row.stops
                    symbol: "more"
                    text: qsTr("More for %1").arg(row.title)
                    onClicked: row.openMenu()
                }
            }

            ProgressBar {
                width: parent.width - 8
                visible: !row.done
                ink: row.running || row.verified > 0 && row.pausable ? Theme.accent : Theme.muted
                value: row.fraction
                verified: row.verified
                Accessible.name: row.title
            }

            TransferFoot {
                width: parent.width - 8
                visible: !row.done
                row: row
            }

            Loader {
                width: parent.width - 8
                active: row.open
                visible: active

                sourceComponent: SourceList {
                    delivery: row.delivery
                }
            }

            Notice {
                width: parent.width - 8
                visible: row.problem !== ""
                tone: row.failed ? Badge.Bad : Badge.Caution
                title: row.problem
                advice: row.advice
            }
        }
    }

    TapHandler {
        onPressedChanged: if (pressed) {
            body.forceActiveFocus(Qt.MouseFocusReason);
            row.pressed();
        }
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: row.openMenu()
    }

    Loader {
        id: menu

        active: false

        sourceComponent: TransferMenu {
            row: row
            page: row.page
            onAsked: row.asked()
        }
    }
}
