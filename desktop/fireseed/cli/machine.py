"""What `fireseed hardware` prints."""

from __future__ import annotations

from fireseed.cli.terminal import table
from fireseed.hardware.machine import Disk, Machine, Undetected
from fireseed.words import Words


def machine_lines(words: Words, machine: Machine) -> list[str]:
    """One aligned line a fact; a gap says why."""

    def text(key: str, **facts: object) -> str:
        return words.text(f"cli.hardware.{key}", **facts)

    def known(value: object) -> str:
        return text("undetected", reason=value.detail) if isinstance(value, Undetected) else str(value)

    processor = machine.processor
    rows = [
        (text("system"), machine.system),
        (text("processor"), known(processor.name)),
        ("", text("cores", physical=known(processor.physical_cores), logical=processor.usable_threads)),
        ("", known(" ".join(processor.features) if isinstance(processor.features, tuple) else processor.features)),
        (text("memory"), text("free_of", free=machine.memory.available, total=machine.memory.total)),
    ]
    rows += [
        (text("disk"), _disk(text("free_of", free=d.free, total=d.total), d))
        if isinstance(d, Disk)
        else (text("disk"), known(d))
        for d in machine.disks
    ]
    if isinstance(machine.devices, Undetected):
        rows.append((text("device"), known(machine.devices)))
    else:
        rows += [
            (
                text("device"),
                f"{d.name}  {d.description}  {text('free_of', free=d.memory_free, total=d.memory_total)}",
            )
            for d in machine.devices
        ]
    rows.append(
        ("NVIDIA", known(machine.nvidia) if isinstance(machine.nvidia, Undetected) else machine.nvidia.driver)
    )
    return table(rows)


def _disk(room: str, disk: Disk) -> str:
    return f"{room}  {disk.folder}"
