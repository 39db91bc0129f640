"""The window. The only room that imports Qt: view models in Python, views in `qml/`."""
