// What is shown instead of the window when nothing can be opened.
import QtQuick
import QtQuick.Templates as T
import "."
import "controls"

T.ApplicationWindow {
    id: window

    required property string problem
    required property string advice
    required property string details

    title: qsTr("Fireseed")
    width: 640
    height: 420
    visible: true
    color: Theme.window

    ErrorState {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.page
        title: window.problem
        advice: window.advice
        details: window.details
        retryText: qsTr("Quit")
        onRetry: window.close()
    }
}
