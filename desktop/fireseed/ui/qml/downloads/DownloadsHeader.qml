// The name of the page, the queue in one line, and what holds for all downloads.
import QtQuick
import QtQuick.Layouts
import Fireseed.Downloads
import ".."
import "../controls"

GridLayout {
    id: header

    required property DownloadsPage page
    readonly property bool narrow: width < heading.implicitWidth + actions.implicitWidth + 48
    signal asked

    columns: narrow ? 1 : 2
    columnSpacing: 16
    rowSpacing: 4

    Label {
        id: heading

        Layout.fillWidth: true
        Layout.preferredHeight: Theme.control
        Accessible.role: Accessible.Heading
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        kind: Label.Title
        text: qsTr("Downloads")
    }

    Flow {
        id: actions

        Layout.fillWidth: header.narrow
        Layout.preferredWidth: implicitWidth
        Layout.leftMargin: header.narrow ? -12 : 0
        visible: header.page.phase === DownloadsPage.READY
        spacing: 4

        Button {
            id: limit

            kind: Button.Bare
            symbol: "gauge"
            text: header.page.speedLimitText
            hint: qsTr("How fast all downloads together may get")
            onClicked: menu.popup(limit, 0, limit.height + 4)

            LimitMenu {
                id: menu

                rate: header.page.speedLimit
                onChosen: rate => header.page.setSpeedLimit(rate)
                onAsked: header.asked()
            }
        }

        Button {
            kind: Button.Bare
            symbol: "pause"
            text: qsTr("Pause all")
            enabled: header.page.pausable
            onClicked: header.page.pauseAll()
        }

        Button {
            kind: Button.Bare
            symbol: "play"
            text: qsTr("Resume all")
            enabled: header.page.resumable
            onClicked: header.page.resumeAll()
        }
    }

    Label {
        Layout.columnSpan: header.columns
        Layout.fillWidth: true
        visible: text !== ""
        wrapMode: Text.Wrap
        kind: Label.Small
        quiet: true
        text: header.page.summary
    }
}
