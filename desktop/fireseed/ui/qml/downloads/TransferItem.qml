// What a row of the list knows about its download, and what it asks of the list.
import QtQuick
import Fireseed.Downloads
import ".."

FocusScope {
    required property int index
    required property string key
    required property string title
    required property string name
    required property string variant
    required property string status
    required property bool running
    required property bool done
    required property bool failed
    required property bool proven
    required property bool sound
    required property double fraction
    required property double verified
    required property string amount
    required property string speed
    required property string remaining
    required property string limits
    required property list<double> curve
    required property string sources
    required property bool foldable
    required property bool open
    required property QtObject delivery
    required property string problem
    required property string advice
    required property string details
    required property string digest
    required property string chatModel
    required property url folder
    required property int priority
    required property double rate
    required property bool pausable
    required property bool resumable
    required property bool cancellable
    required property bool startable
    required property bool rises
    required property bool sinks

    required property DownloadsPage page
    readonly property bool current: ListView.isCurrentItem
    readonly property bool narrow: width < 620 * Theme.scale
    // Only the buttons of the current row are stops of the Tab key: 200 rows would make 600 of them.
    readonly property int stops: current || activeFocus ? Qt.StrongFocus : Qt.ClickFocus
    signal chat
    signal asked
    signal touched
    signal pressed
}
