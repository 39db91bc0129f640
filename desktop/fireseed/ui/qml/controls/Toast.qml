// A few words at the foot of the window about what just happened, and the way back.
import QtQuick
import QtQuick.Layouts
import ".."

Rectangle {
    id: toast

    required property string text
    property string action
    signal acted
    signal closed

    implicitWidth: Math.min(560 * Math.max(1, Theme.scale), row.implicitWidth + 28)
    implicitHeight: row.implicitHeight + 16
    radius: Theme.cardRadius
    color: Theme.text
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Shadow {
        z: -1
        radius: toast.radius
    }

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: 16
        anchors.rightMargin: 8
        spacing: 12

        Text {
            Layout.fillWidth: true
            Layout.maximumWidth: 420 * Math.max(1, Theme.scale)
            text: toast.text
            textFormat: Text.PlainText
            wrapMode: Text.Wrap
            maximumLineCount: 6
            elide: Text.ElideRight
            color: Theme.window
            font.pixelSize: Theme.body
            Accessible.ignored: true
        }

        ToastButton {
            visible: toast.action !== ""
            text: toast.action
            onClicked: toast.acted()
        }

        ToastButton {
            symbol: "close"
            text: qsTr("Close")
            onClicked: toast.closed()
        }
    }
}
