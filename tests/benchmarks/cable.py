"""A long, bad cable in a network namespace: what is sent to FAR comes back to NEAR late, and sometimes never.

    unshare --net python tests/benchmarks/cable.py DELAY_MS LOSS_PERCENT COMMAND …

Not every kernel has netem, so the cable is a TUN device with this program at its other end. A packet to FAR comes
back with its two addresses exchanged: to the system it is one from FAR to NEAR, where a server listens, and the
answer goes the same way round. Exchanging them changes no checksum: those are sums over both. `COMMAND` runs
meanwhile; its exit code is ours. Linux, root.
"""

from __future__ import annotations

import fcntl
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections import deque

NEAR, FAR = "10.7.0.1", "10.7.0.2"
MTU = 1500

# linux/if_tun.h
_TUNSETIFF = 0x400454CA
_IFF_TUN = 0x0001
_IFF_NO_PI = 0x1000


def main() -> int:
    delay, loss = float(sys.argv[1]) / 1000, float(sys.argv[2]) / 100
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", b"cable", _IFF_TUN | _IFF_NO_PI))
    for words in (
        "link set lo up",
        f"addr add {NEAR}/24 dev cable",
        f"link set cable up mtu {MTU} txqueuelen 2000",
    ):
        subprocess.run(["ip", *words.split()], check=True)
    # Plain loss-driven congestion control, which every kernel has: BBR would hardly mind the loss.
    subprocess.run(["ip", "route", "change", "10.7.0.0/24", "dev", "cable", "congctl", "reno"], check=True)
    command = subprocess.Popen(sys.argv[3:])
    carry(device, delay, loss, command)
    return command.wait()


def carry(device: int, delay: float, loss: float, command: subprocess.Popen[bytes]) -> None:
    """Until `command` ends: each packet after `delay` seconds, but for the lost ones."""
    dice = random.Random(1)
    waiting: deque[tuple[float, bytes]] = deque()
    while command.poll() is None:
        pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else 0.05
        if select.select([device], [], [], min(pause, 0.05))[0]:
            _take(device, waiting, delay, loss, dice)
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            os.write(device, waiting.popleft()[1])


def _take(
    device: int, waiting: deque[tuple[float, bytes]], delay: float, loss: float, dice: random.Random
) -> None:
    while True:
        try:
            packet = os.read(device, MTU + 100)
        except BlockingIOError:
            return
        is_ipv4 = packet[0] >> 4 == 4  # neighbours are looked for in IPv6, too
        if is_ipv4 and dice.random() >= loss:
            exchanged = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
            waiting.append((time.monotonic() + delay, exchanged))


if __name__ == "__main__":
    sys.exit(main())
