// Copies `value`, and says so for a moment.
import QtQuick
import Fireseed.Shell

Button {
    id: button

    required property string value
    property string offer: qsTr("Copy details")

    symbol: copied.running ? "check" : "copy"
    text: copied.running ? qsTr("Copied") : offer
    onClicked: {
        Clipboard.copy(value);
        copied.restart();
    }

    Timer {
        id: copied

        interval: 1600
    }
}
