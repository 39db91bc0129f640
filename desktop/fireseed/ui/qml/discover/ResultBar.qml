// How many models there are, and the order in which they are shown. Arrows go from one order to the next.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Fireseed.Discover
import ".."
import "../controls"

RowLayout {
    id: bar

    required property Discover page
    readonly property SearchFilters filters: page.filters as SearchFilters

    spacing: 8

    Label {
        Layout.fillWidth: true
        Accessible.role: Accessible.StaticText
        Accessible.name: text
        elide: Text.ElideRight
        kind: Label.Small
        quiet: true
        text: bar.page.summary
    }

    Row {
        spacing: 2
        Accessible.role: Accessible.Grouping
        Accessible.name: qsTr("Order")

        Repeater {
            model: bar.filters.sorts

            T.Button {
                id: order

                required property int index
                required property string key
                required property string hint
                required property bool chosen
                required text

                implicitWidth: Math.ceil(implicitContentWidth) + leftPadding + rightPadding
                implicitHeight: Math.round(28 * Math.max(1, Theme.scale))
                leftPadding: 8
                rightPadding: 8
                focusPolicy: Qt.StrongFocus
                hoverEnabled: true
                font.pixelSize: Theme.small
                font.weight: chosen ? Font.DemiBold : Font.Normal
                Accessible.role: Accessible.RadioButton
                Accessible.name: text
                Accessible.description: hint
                Accessible.checkable: true
                Accessible.checked: chosen
                onClicked: bar.filters.order(key)
                Keys.onReturnPressed: click()
                Keys.onEnterPressed: click()
                Keys.onLeftPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
                Keys.onRightPressed: nextItemInFocusChain().forceActiveFocus(Qt.TabFocusReason)

                contentItem: Text {
                    text: order.text
                    textFormat: Text.PlainText
                    font: order.font
                    color: order.chosen ? Theme.text : Theme.muted
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                }

                background: Rectangle {
                    radius: 6
                    color: order.down ? Theme.pressed : order.hovered ? Theme.hover : "transparent"

                    Rectangle {
                        anchors.bottom: parent.bottom
                        anchors.horizontalCenter: parent.horizontalCenter
                        visible: order.chosen
                        width: parent.width - 16
                        height: 2
                        radius: 1
                        color: Theme.accent
                    }

                    FocusRing {
                        shown: order.visualFocus
                        inset: 0
                    }
                }

                Tooltip {
                    text: order.hint
                    wanted: order.hovered && !order.down
                }
            }
        }
    }
}
