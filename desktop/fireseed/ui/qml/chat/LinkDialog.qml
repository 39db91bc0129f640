// A link in an answer leads out of this computer: its whole address is shown before it is opened.
import QtQuick
import QtQuick.Layouts
import "../controls"

Dialog {
    id: dialog

    property string address

    title: qsTr("Open this page in the browser?")
    advice: qsTr("A model wrote this address. Look at it before you open it.")
    acceptText: qsTr("Open")
    onAccepted: Qt.openUrlExternally(address)

    function ask(link: string): void {
        address = link;
        open();
    }

    Label {
        Layout.fillWidth: true
        wrapMode: Text.WrapAnywhere
        maximumLineCount: 8
        elide: Text.ElideRight
        mono: true
        kind: Label.Small
        text: dialog.address
    }
}
