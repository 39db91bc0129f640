// What is done with a model now, how far it is, and the way to stop it.
import QtQuick
import QtQuick.Layouts
import "../controls"

RowLayout {
    id: activity

    required property ModelItem row

    spacing: 12

    Label {
        kind: Label.Small
        font.weight: Font.Medium
        text: activity.row.activity
    }

    ProgressBar {
        Layout.fillWidth: true
        indeterminate: activity.row.progress < 0
        value: Math.max(0, activity.row.progress)
        Accessible.name: qsTr("%1: %2").arg(activity.row.activity).arg(activity.row.title)
    }

    Button {
        Layout.topMargin: -6
        Layout.bottomMargin: -6
        kind: Button.Bare
        focusPolicy: activity.row.stops
        text: qsTr("Stop")
        Accessible.description: activity.row.title
        onClicked: activity.row.page.stopWork(activity.row.key)
    }
}
