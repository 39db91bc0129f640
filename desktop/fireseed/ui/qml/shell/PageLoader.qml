// A page that is made when it is first opened, and then stays.
import QtQuick
import Fireseed.Shell

Loader {
    id: loader

    required property Shell shell
    required property int page
    required property string file
    readonly property bool shown: shell.page === page
    signal chat(string model)

    focus: shown
    onShownChanged: if (shown && status === Loader.Null)
        setSource(file, {
            page: shell.modelOf(page)
        })

    Connections {
        target: loader.item
        ignoreUnknownSignals: true

        function onChat(model: string): void {
            loader.chat(model);
        }

        function onOpenDownloads(): void {
            loader.shell.page = Shell.DOWNLOADS;
        }

        function onOpenDiscover(): void {
            loader.shell.page = Shell.DISCOVER;
        }
    }
}
