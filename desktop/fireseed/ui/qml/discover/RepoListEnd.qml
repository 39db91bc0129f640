// Below the last row: the place of those that are on their way, or the way to more.
import QtQuick
import Fireseed.Discover
import "../controls"

Item {
    id: end

    required property Discover page
    required property int count
    readonly property bool coming: page.busy && !page.outdated

    implicitHeight: coming ? places.implicitHeight : further.visible ? further.implicitHeight + 24 : 0

    Column {
        id: places

        x: 12
        visible: end.coming

        Repeater {
            model: end.count < 6 ? 3 : 1

            RepoSkeleton {}
        }
    }

    Button {
        id: further

        anchors.centerIn: parent
        visible: end.page.resting
        text: qsTr("Look further")
        onClicked: end.page.further()
    }
}
