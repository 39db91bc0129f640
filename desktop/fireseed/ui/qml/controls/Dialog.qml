// A question that has to be answered first. `accepted` and `rejected` are the answers; Escape rejects.
// A patient one stays open: `asked` begins what takes time, and its end closes.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import ".."

T.Dialog {
    id: dialog

    property string advice
    property string acceptText: qsTr("OK")
    property string rejectText: qsTr("Cancel")
    property bool dangerous: false
    property bool acceptable: true
    property bool patient: false
    default property alias body: place.data
    signal asked

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(480 * Math.max(1, Theme.scale), (parent ? parent.width : 480) - 48)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    padding: 24
    modal: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape

    contentItem: ColumnLayout {
        spacing: 8

        Label {
            Layout.fillWidth: true
            kind: Label.Title
            wrapMode: Text.Wrap
            text: dialog.title
        }

        Label {
            Layout.fillWidth: true
            visible: text !== ""
            quiet: true
            wrapMode: Text.Wrap
            lineHeight: 1.35
            text: dialog.advice
        }

        ColumnLayout {
            id: place

            Layout.fillWidth: true
            Layout.topMargin: children.length > 0 ? 4 : 0
        }

        RowLayout {
            Layout.topMargin: 12
            Layout.alignment: Qt.AlignRight
            spacing: 8

            Button {
                visible: dialog.rejectText !== ""
                text: dialog.rejectText
                onClicked: dialog.reject()
            }

            Button {
                kind: dialog.dangerous ? Button.Danger : Button.Primary
                enabled: dialog.acceptable
                text: dialog.acceptText
                onClicked: dialog.patient ? dialog.asked() : dialog.accept()
            }
        }
    }

    background: Rectangle {
        radius: Theme.cardRadius
        color: Theme.raised
        border.width: 1
        border.color: Theme.hairline
        Accessible.role: Accessible.Dialog
        Accessible.name: dialog.title

        Shadow {
            z: -1
        }
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }
}
