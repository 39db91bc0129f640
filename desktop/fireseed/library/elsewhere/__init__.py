"""Models of other apps, used in place: found in their folders, measured in the background, never written to."""
