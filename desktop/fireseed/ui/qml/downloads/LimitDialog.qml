// Asks for a speed limit of one's own. `decided` has it in bytes a second.
import QtQuick
import QtQuick.Layouts
import Fireseed.Downloads
import ".."
import "../controls"

Dialog {
    id: dialog

    required property DownloadsPage page
    signal decided(double rate)

    readonly property double rate: page.rateOf(field.text)

    advice: qsTr("In megabytes a second. A film in high definition needs about 1, a video call 0.5.")
    acceptText: qsTr("Set the limit")
    acceptable: rate > 0
    onAccepted: decided(rate)

    function ask(heading: string, former: double): void {
        title = heading;
        field.text = former > 0 ? former / 1e6 : "";
        open();
        field.selectAll();
        field.forceActiveFocus();
    }

    RowLayout {
        spacing: 8

        TextField {
            id: field

            Layout.preferredWidth: 140
            placeholderText: "2.5"
            inputMethodHints: Qt.ImhFormattedNumbersOnly
            problem: text !== "" && !dialog.acceptable ? qsTr("Write a number above 0, like 2.5") : ""
            Accessible.name: qsTr("Megabytes a second")
            onAccepted: if (dialog.acceptable)
                dialog.accept()
        }

        Label {
            text: "MB/s"
        }
    }

    Label {
        Layout.fillWidth: true
        kind: Label.Small
        wrapMode: Text.Wrap
        color: Theme.bad
        text: field.problem
    }
}
