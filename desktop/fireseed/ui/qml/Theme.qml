// The look, as values. Everything else names a meaning ("text", "accent"), never a colour or a number of its own.
pragma Singleton

import QtQuick

QtObject {
    id: theme

    enum Mode {
        System,
        Light,
        Dark
    }

    // Set by the window from the settings.
    property int mode: Theme.System
    property real scale: 1
    property bool still: false

    readonly property bool dark: mode === Theme.Dark
        || (mode === Theme.System && Application.styleHints.colorScheme === Qt.ColorScheme.Dark)

    // Surfaces, from the back to the front.
    readonly property color window: dark ? "#1A1816" : "#FAF8F5"
    readonly property color rail: dark ? "#141210" : "#F2EEE8"
    readonly property color raised: dark ? "#24211E" : "#FFFFFF"
    readonly property color tint: dark ? "#2B2723" : "#F5F0EA"
    readonly property color hover: dark ? "#0FFFF0E0" : "#0A3A2010"
    readonly property color pressed: dark ? "#1CFFF0E0" : "#143A2010"
    readonly property color scrim: dark ? "#99000000" : "#552A2522"
    readonly property color shade: dark ? "#66000000" : "#262A2522"

    readonly property color text: dark ? "#EDE7E0" : "#2A2522"
    readonly property color muted: dark ? "#9C9289" : "#756C64"
    readonly property color hairline: dark ? "#37322D" : "#E4DDD4"
    // The edge of what can be filled in: 3:1 against the window (WCAG 1.4.11).
    readonly property color edge: dark ? "#7A7067" : "#918982"

    readonly property color accent: dark ? "#F07A4B" : "#C2451E"
    readonly property color accentHover: dark ? "#F58D63" : "#AC3B17"
    readonly property color accentTint: dark ? "#33F07A4B" : "#1AC2451E"
    readonly property color accentInk: dark ? "#1A1816" : "#FFFFFF"

    readonly property color good: dark ? "#6CC08B" : "#2F7D4F"
    readonly property color caution: dark ? "#E0B04A" : "#9A6700"
    readonly property color bad: dark ? "#F2857B" : "#B3261E"
    readonly property color goodTint: dark ? "#226CC08B" : "#142F7D4F"
    readonly property color cautionTint: dark ? "#22E0B04A" : "#149A6700"
    readonly property color badTint: dark ? "#22F2857B" : "#12B3261E"

    // The same inks where the ground is tinted or is the rail: a little stronger, for 4.5:1 there too.
    readonly property color tintMuted: dark ? "#B0A69C" : "#665E57"
    readonly property color tintAccent: dark ? "#F79A74" : "#A83815"
    readonly property color tintGood: dark ? "#7CCB98" : "#256540"
    readonly property color tintCaution: dark ? "#E6BC62" : "#7D5300"
    readonly property color tintBad: dark ? "#F59A92" : "#A3211A"

    // Type, in pixels. `prose` is the line height of running text.
    readonly property int small: Math.round(13 * scale)
    readonly property int body: Math.round(15 * scale)
    readonly property int title: Math.round(20 * scale)
    readonly property int display: Math.round(28 * scale)
    readonly property real prose: 1.5
    readonly property string mono: Qt.platform.os === "windows" ? "Consolas" : Qt.platform.os === "osx" ? "Menlo" : "monospace"

    // The grid of 4. Heights of controls grow with the text, gaps do not.
    readonly property int gap: 4
    readonly property int space: 8
    readonly property int wide: 16
    readonly property int page: 32
    readonly property int control: Math.round(36 * Math.max(1, scale))
    readonly property int icon: Math.round(20 * Math.max(0.9, scale))
    readonly property int radius: 8
    readonly property int cardRadius: 12
    readonly property int measure: Math.round(740 * Math.max(1, Math.min(1.4, scale)))

    // What rich text looks like: the classes that `markdown` and `highlight` give.
    readonly property string sheet: "<style>"
        + "body { color: " + text + "; } p, li { line-height: 150%; margin: 0; } li { margin-bottom: 4px; }"
        + "h1, h2 { font-size: " + title + "px; font-weight: 600; margin: 6px 0 0 0; }"
        + "h3, h4, h5, h6 { font-size: " + Math.round(17 * scale) + "px; font-weight: 600; margin: 4px 0 0 0; }"
        + "a { color: " + accent + "; } .image, blockquote { color: " + muted + "; }"
        + "code { font-family: '" + mono + "'; font-size: " + Math.round(14 * scale) + "px; background-color: " + tint + "; }"
        + "pre { font-family: '" + mono + "'; font-size: " + Math.round(14 * scale) + "px; margin: 0; line-height: 140%; }"
        + "table { border-collapse: collapse; border: 1px solid " + hairline + "; } th { font-weight: 600; }"
        + "td, th { border: 1px solid " + hairline + "; }"
        + ".k { color: " + (dark ? "#E79A78" : "#A3401C") + "; } .s { color: " + good + "; } .n { color: " + caution + "; }"
        + ".c { color: " + muted + "; font-style: italic; } .f { color: " + (dark ? "#8FB8DE" : "#2B5F8F") + "; }</style>"

    readonly property int quick: still ? 0 : 120
    readonly property int slow: still ? 0 : 180
}
