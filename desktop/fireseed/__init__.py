"""Fireseed: find open model weights, download them safely, prove them and run them on this computer."""

__version__ = "0.1.0"
