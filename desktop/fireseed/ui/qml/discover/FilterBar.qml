// What is wanted of the models: chips that are on or off, and one that opens a list of sizes.
pragma ComponentBehavior: Bound

import QtQml
import QtQuick
import Fireseed.Discover
import ".."
import "../controls"

Flow {
    id: bar

    required property SearchFilters filters

    spacing: 6
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Filters")

    Repeater {
        model: bar.filters.chips

        Chip {
            required property string key
            required text
            required hint
            required property bool chosen

            checked: chosen
            onClicked: bar.filters.toggle(key)
        }
    }

    Chip {
        id: size

        checkable: false
        checked: bar.filters.sized
        symbol: "chevron-down"
        text: bar.filters.size
        Accessible.name: qsTr("Size: %1").arg(text)
        Accessible.description: qsTr("Opens a list of sizes")
        onClicked: sizes.popup(size, 0, size.height + 4)

        Menu {
            id: sizes

            Instantiator {
                model: bar.filters.sizes

                delegate: MenuItem {
                    required property string key
                    required property bool chosen
                    required text

                    marked: chosen
                    onTriggered: bar.filters.choose(key)
                }

                onObjectAdded: (index, object) => sizes.insertItem(index, object)
                onObjectRemoved: (index, object) => sizes.removeItem(object)
            }
        }
    }

    Button {
        visible: bar.filters.active
        implicitHeight: Math.round(30 * Math.max(1, Theme.scale))
        kind: Button.Bare
        text: qsTr("Clear filters")
        onClicked: bar.filters.clear()
    }
}
