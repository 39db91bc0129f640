// What is wrong with the choice above; nothing where all is well.
import QtQuick
import ".."
import "../controls"

Label {
    visible: text !== ""
    wrapMode: Text.Wrap
    kind: Label.Small
    color: Theme.bad
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
}
