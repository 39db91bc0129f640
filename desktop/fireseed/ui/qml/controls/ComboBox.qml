// One choice of a list.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import ".."

T.ComboBox {
    id: box

    implicitWidth: Math.max(160, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: Theme.control
    leftPadding: 12
    rightPadding: 36
    font.pixelSize: Theme.body
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    implicitContentWidthPolicy: T.ComboBox.WidestTextWhenCompleted
    Accessible.name: displayText

    indicator: Icon {
        x: box.width - width - 12
        y: Math.round((box.height - height) / 2)
        name: "chevron-down"
        size: Math.round(Theme.icon * 0.8)
        color: Theme.muted
    }

    contentItem: Text {
        text: box.displayText
        textFormat: Text.PlainText
        elide: Text.ElideRight
        verticalAlignment: Text.AlignVCenter
        font: box.font
        color: box.enabled ? Theme.text : Theme.muted
    }

    background: Rectangle {
        radius: Theme.radius
        color: box.down ? Theme.pressed : box.hovered ? Theme.hover : Theme.raised
        border.width: 1
        border.color: Theme.edge

        FocusRing {
            shown: box.visualFocus
        }
    }

    delegate: T.ItemDelegate {
        id: option

        required property int index
        required property var model

        width: ListView.view ? ListView.view.width : 0
        implicitHeight: Math.round(34 * Math.max(1, Theme.scale))
        leftPadding: 10
        rightPadding: 10
        highlighted: box.highlightedIndex === index
        hoverEnabled: box.hoverEnabled
        text: box.textAt(index)
        font: box.font
        Accessible.name: text

        contentItem: Row {
            spacing: 8

            Text {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - 28
                text: option.text
                textFormat: Text.PlainText
                elide: Text.ElideRight
                font: option.font
                color: Theme.text
            }

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: box.currentIndex === option.index
                name: "check"
                size: 18
                color: Theme.accent
            }
        }

        background: Rectangle {
            radius: 6
            color: option.highlighted ? Theme.hover : "transparent"
        }
    }

    popup: T.Popup {
        y: box.height + 4
        width: box.width
        implicitHeight: Math.min(contentItem.implicitHeight + 10, 360)
        padding: 5
        margins: 8
        popupType: T.Popup.Item

        contentItem: ListView {
            implicitHeight: contentHeight
            clip: true
            model: box.delegateModel
            currentIndex: box.highlightedIndex
            T.ScrollBar.vertical: ScrollBar {}
        }

        background: Rectangle {
            radius: Theme.cardRadius - 2
            color: Theme.raised
            border.width: 1
            border.color: Theme.hairline

            Shadow {
                z: -1
                radius: parent.radius
            }
        }
    }
}
