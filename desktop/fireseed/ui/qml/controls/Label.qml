// Text of the window. `kind` is its place in the type scale; plain text unless `textFormat` says otherwise.
import QtQuick
import ".."

Text {
    id: label

    enum Kind {
        Body,
        Small,
        Title,
        Display
    }

    property int kind: Label.Body
    property bool quiet: false
    property bool mono: false

    color: quiet ? Theme.muted : Theme.text
    linkColor: Theme.accent
    textFormat: Text.PlainText
    renderType: Text.QtRendering
    font.pixelSize: [Theme.body, Theme.small, Theme.title, Theme.display][kind]
    font.weight: kind >= Label.Title ? Font.DemiBold : Font.Normal
    font.letterSpacing: kind === Label.Display ? -0.4 : 0
    font.family: mono ? Theme.mono : Application.font.family
    font.features: ({ "tnum": 1 })
}
