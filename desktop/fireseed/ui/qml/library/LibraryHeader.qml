// The name of the page, how many models there are, what can be done with all of them, and the field that filters.
import QtQuick
import QtQuick.Layouts
import Fireseed.Library
import ".."
import "../controls"

GridLayout {
    id: header

    required property LibraryPage page
    readonly property LibraryBin bin: page.bin as LibraryBin
    readonly property bool furnished: page.phase === LibraryPage.READY || page.phase === LibraryPage.UNFIT
    readonly property bool narrow: width < heading.implicitWidth + actions.whole + 48
    signal binAsked
    signal done

    function find(): void {
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }

    columns: narrow ? 1 : 2
    columnSpacing: 16
    rowSpacing: 8

    Label {
        id: heading

        Layout.fillWidth: true
        Layout.preferredHeight: Theme.control
        Accessible.role: Accessible.Heading
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        kind: Label.Title
        text: qsTr("Library")
    }

    Flow {
        id: actions

        Layout.fillWidth: header.narrow
        // Of one line: once it is broken, the implicit width is that of the longest part.
        readonly property real whole: check.implicitWidth + newer.implicitWidth + bin.implicitWidth + 2 * spacing

        Layout.preferredWidth: whole
        Layout.leftMargin: header.narrow ? -12 : 0
        Layout.rightMargin: -12
        visible: header.furnished || header.bin.count > 0
        spacing: 4

        Button {
            id: check

            visible: header.furnished
            kind: Button.Bare
            symbol: "verified"
            text: qsTr("Check all")
            hint: qsTr("Reads every byte again, without being in your way")
            enabled: !header.page.checking
            onClicked: header.page.checkAll()
        }

        Button {
            id: newer

            visible: header.furnished
            kind: Button.Bare
            symbol: "again"
            text: qsTr("Look for newer versions")
            hint: qsTr("Asks the hubs that these models came from")
            enabled: !header.page.asking
            onClicked: header.page.lookForNewerOnes()
        }

        Button {
            id: bin

            kind: Button.Bare
            symbol: "bin"
            text: header.bin.count > 0 ? qsTr("Bin (%1)").arg(header.bin.count) : qsTr("Bin")
            hint: header.bin.summary
            onClicked: header.binAsked()
        }
    }

    Label {
        Layout.fillWidth: true
        visible: header.furnished
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.Wrap
        quiet: true
        text: header.page.summary
    }

    SearchField {
        id: field

        Layout.fillWidth: header.narrow
        Layout.preferredWidth: 280 * Math.max(1, Theme.scale)
        Layout.alignment: Qt.AlignRight
        visible: header.furnished
        placeholderText: qsTr("Filter by name")
        onTextChanged: header.page.text = text
        onAccepted: header.done()
        Keys.onDownPressed: header.done()
    }
}
