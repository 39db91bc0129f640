// The notes at the window's foot, the newest lowest.
pragma ComponentBehavior: Bound

import QtQuick
import Fireseed.Shell
import "../controls"

Column {
    id: toasts

    required property Shell shell

    spacing: 8

    Repeater {
        model: toasts.shell.toasts

        Toast {
            required property string key
            required action

            anchors.horizontalCenter: parent ? parent.horizontalCenter : undefined
            onActed: toasts.shell.act(key)
            onClosed: toasts.shell.dismiss(key)
        }
    }
}
