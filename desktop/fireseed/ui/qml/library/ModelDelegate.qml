// One model: what it is, whether it is whole, and what is done with it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."
import "../controls"

ModelItem {
    id: row

    property bool keyed: false

    // What Enter does: the next thing that a person wants of it.
    function enter(): void {
        if (ready)
            chat();
        else
            openMenu();
    }

    function openMenu(): void {
        menu.active = true;
        const opened = menu.item as ModelMenu;
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
        topPadding: 10
        bottomPadding: 10
        leftPadding: 16
        rightPadding: 8
        focus: true
        focusPolicy: row.stops
        Accessible.role: Accessible.ListItem
        Accessible.name: [row.title, row.variant].join(", ")
        Accessible.description: [row.status, row.activity, row.newer, row.size, row.owner, row.licence, row.used, row.problem].filter(fact => fact !== "").join(", ")
        Accessible.selected: row.current

        background: Card {
            FocusRing {
                shown: body.activeFocus && (row.keyed || body.visualFocus)
                inset: 0
                radius: Theme.cardRadius
            }
        }

        contentItem: Column {
            spacing: 8

            ModelHead {
                width: parent.width
                row: row

                Button {
                    visible: row.ready
                    focusPolicy: row.stops
                    symbol: "chat"
                    text: qsTr("Chat")
                    Accessible.description: row.title
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

            Loader {
                width: parent.width - 8
                active: row.activity !== ""
                visible: active

                sourceComponent: ModelActivity {
                    row: row
                }
            }

            RowLayout {
                width: parent.width
                visible: row.newer !== ""
                spacing: 8

                Icon {
                    name: "first"
                    size: Math.round(Theme.icon * 0.8)
                    color: Theme.accent
                }

                Label {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    kind: Label.Small
                    text: row.newer
                }

                Button {
                    Layout.topMargin: -4
                    Layout.bottomMargin: -4
                    kind: Button.Bare
                    focusPolicy: row.stops
                    symbol: "downloads"
                    text: qsTr("Download the newer one")
                    onClicked: row.fetch()
                }
            }

            Notice {
                width: parent.width - 8
                visible: row.problem !== ""
                title: row.problem
                advice: row.advice
                closable: true
                onClosed: row.page.dismiss(row.key)
            }

            Loader {
                width: parent.width - 8
                active: row.open
                visible: active

                sourceComponent: ModelFacts {
                    row: row
                }
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

        sourceComponent: ModelMenu {
            row: row
            page: row.page
            onChat: row.chat()
            onFetch: row.fetch()
        }
    }
}
