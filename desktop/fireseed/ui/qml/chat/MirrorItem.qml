// One address for Hugging Face's models, how soon it answers, and the button that takes it.
import QtQuick
import QtQuick.Layouts
import ".."
import "../controls"

RowLayout {
    id: row

    required property string key
    required property string title
    required property string latency
    required property string problem
    required property bool fastest
    signal chosen

    spacing: 12

    Label {
        Layout.fillWidth: true
        elide: Text.ElideMiddle
        text: row.title
    }

    Label {
        kind: Label.Small
        color: row.problem !== "" ? Theme.bad : row.fastest ? Theme.good : Theme.muted
        text: row.problem !== "" ? row.problem : row.latency
    }

    Button {
        visible: row.latency !== ""
        text: qsTr("Use it")
        Accessible.name: qsTr("Use %1").arg(row.title)
        onClicked: row.chosen()
    }
}
