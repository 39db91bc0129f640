// What is shown where there are no rows: a skeleton, the way to the first model, or why there are none.
import QtQuick
import Fireseed.Library
import ".."
import "../controls"

Item {
    id: foot

    required property LibraryPage page
    property int room: 0
    signal discover

    readonly property Item shown: page.phase === LibraryPage.LOADING ? skeleton
        : page.phase === LibraryPage.EMPTY ? empty
        : page.phase === LibraryPage.FAILED ? failed
        : page.phase === LibraryPage.UNFIT ? unfit : null

    implicitHeight: shown ? Math.max(shown.implicitHeight + 32, room) : 0

    Column {
        id: skeleton

        width: parent.width
        visible: foot.shown === skeleton
        spacing: 8

        Repeater {
            model: 3

            Skeleton {
                width: parent ? parent.width : 0
                line: 68
                radius: Theme.cardRadius
            }
        }
    }

    EmptyState {
        id: empty

        anchors.centerIn: parent
        width: parent.width - 16
        visible: foot.shown === empty
        symbol: "library"
        title: qsTr("No models yet")
        advice: qsTr("Models that you download live here. Each one is checked against what its publisher released.")
        action: qsTr("Find a model")
        onActed: foot.discover()
    }

    EmptyState {
        id: unfit

        anchors.centerIn: parent
        width: parent.width - 16
        visible: foot.shown === unfit
        symbol: "search"
        title: qsTr("No model here is called that")
        advice: qsTr("The filter looks at names, owners, variants and the apps that models belong to.")
    }

    ErrorState {
        id: failed

        anchors.centerIn: parent
        width: parent.width - 16
        visible: foot.shown === failed
        title: foot.page.problem
        advice: foot.page.advice
        details: foot.page.details
        onRetry: foot.page.start()
    }
}
