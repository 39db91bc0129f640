// A list of actions that opens where it is asked for. `symbol` is for one inside of another.
import QtQuick
import QtQuick.Templates as T
import ".."

T.Menu {
    id: menu

    property string symbol

    implicitWidth: Math.max(180, contentWidth + leftPadding + rightPadding)
    implicitHeight: contentHeight + topPadding + bottomPadding
    margins: 8
    padding: 5
    overlap: 1
    popupType: T.Popup.Item

    delegate: MenuItem {
        symbol: (subMenu as Menu)?.symbol ?? ""
    }

    contentItem: ListView {
        implicitHeight: contentHeight
        implicitWidth: menu.widest
        model: menu.contentModel
        interactive: contentHeight > height
        currentIndex: menu.currentIndex
        clip: true
    }

    readonly property real widest: {
        let most = 0;
        for (let i = 0; i < count; ++i)
            most = Math.max(most, itemAt(i).implicitWidth);
        return most;
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
