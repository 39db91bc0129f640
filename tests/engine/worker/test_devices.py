"""The device list, as the hardware probe gets it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from fireseed.engine.supervisor import Engines


def test_the_cpu_is_listed_with_its_memory_and_features(tmp_path: Path) -> None:
    command = Engines(tmp_path).device_command()
    said = subprocess.run(command, check=True, capture_output=True, timeout=300).stdout
    found = json.loads(said)
    cpu = next(device for device in found["devices"] if device["kind"] == "cpu")
    assert cpu["name"] == "CPU"
    assert cpu["memory_total"] > 0
    assert "CPU" in found["backends"]
    assert all(isinstance(value, bool) for value in found["cpu_features"].values())
