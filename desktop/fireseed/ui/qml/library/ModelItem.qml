// What a row of the list knows about its model, and what it asks of the list.
import QtQuick
import Fireseed.Library
import ".."

FocusScope {
    required property int index
    required property string key
    required property string title
    required property string name
    required property string owner
    required property string variant
    required property string size
    required property string licence
    required property string used
    required property string app
    required property string status
    required property bool sound
    required property bool proven
    required property bool ready
    required property string proof
    required property string digest
    required property url folder
    required property bool askable
    required property string newer
    required property string activity
    required property double progress
    required property bool moving
    required property string problem
    required property string advice
    required property string details
    required property bool open
    required property QtObject facts

    required property LibraryPage page
    readonly property bool current: ListView.isCurrentItem
    readonly property bool narrow: width < 860 * Theme.scale
    // Only the buttons of the current row are stops of the Tab key: 200 rows would make 600 of them.
    readonly property int stops: current || activeFocus ? Qt.StrongFocus : Qt.ClickFocus
    signal chat
    signal fetch
    signal touched
    signal pressed
}
