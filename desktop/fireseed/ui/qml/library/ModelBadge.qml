// Whether a model is whole and whose word that is; since when, and the digest, under the pointer.
import QtQuick
import "../controls"

Badge {
    id: badge

    required property ModelItem row

    tone: row.proven ? Badge.Good : row.sound ? Badge.Plain : Badge.Caution
    symbol: row.proven ? "verified" : row.sound ? "info" : "warning"
    text: row.status
    Accessible.description: row.proof

    HoverHandler {
        id: over
    }

    Tooltip {
        text: badge.row.proof
        wanted: over.hovered
    }
}
