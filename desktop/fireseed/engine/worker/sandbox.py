"""What the child gives up before it opens a model: writing files, starting programs and the network.

Linux only so far; the other systems get nothing yet, and `enter` says so. Each protection is put on the calling
thread and inherited by those it starts, so `enter` is called while it is the only one of ours.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

NO_WRITES = "landlock: no writes"
NO_NETWORK = "seccomp: no network, no programs"

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2

# <linux/landlock.h>. Rights known to ABI 1, and those that 2 (refer) and 3 (truncate) added.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_WRITE_FILE = 1 << 1
_WRITES = {1: _WRITE_FILE | sum(1 << bit for bit in range(4, 13)), 2: 1 << 13, 3: 1 << 14}
_RULE_PATH_BENEATH = 1

# <linux/bpf_common.h>, <linux/seccomp.h>: offsets into struct seccomp_data, and what the filter answers.
_LOAD, _EQUALS, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ERRNO with EPERM
# AUDIT_ARCH, and the numbers of socket, execve, execveat. io_uring_setup is one number everywhere: through a
# ring a socket could be made behind the filter's back.
_CALLS = {"x86_64": (0xC000003E, 41, (59, 322)), "aarch64": (0xC00000B7, 198, (221, 281))}
_IO_URING_SETUP = 425
_X32_CALLS = 0x40000000
_AF_UNIX = 1


def enter() -> tuple[str, ...]:
    """Gives up what this system lets us give up; returns the name of each protection that is now in force."""
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return ()
    forces = []
    if _deny_writes(libc):
        forces.append(NO_WRITES)
    if _deny_network(libc):
        forces.append(NO_NETWORK)
    return tuple(forces)


def _deny_writes(libc: ctypes.CDLL) -> bool:
    """Landlock: nothing can be written, made, moved or removed, but for device files (GPU drivers write those)."""
    abi = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if abi < 1:
        return False
    rights = sum(bits for since, bits in _WRITES.items() if since <= abi)
    attributes = ctypes.create_string_buffer(struct.pack("<Q", rights), 8)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return False
    try:
        devices = os.open("/dev", os.O_PATH | os.O_CLOEXEC)
        try:
            rule = ctypes.create_string_buffer(struct.pack("<Qi", _WRITE_FILE, devices), 12)
            libc.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
        finally:
            os.close(devices)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _deny_network(libc: ctypes.CDLL) -> bool:
    """Seccomp: `socket` for anything but AF_UNIX, `execve` and io_uring answer EPERM."""
    known = _CALLS.get(platform.machine())
    if known is None:
        return False
    program = _filter(*known)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(header), 0, 0) == 0)


def _filter(architecture: int, socket: int, programs: tuple[int, ...]) -> bytes:
    """The filter as classic BPF: jumps are counted from the next instruction to the two answers at the end."""
    refused = (*programs, _IO_URING_SETUP)
    steps: list[tuple[int, int | str, int | str, int]] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUALS, 0, "refuse", architecture),
        (_LOAD, 0, 0, _NUMBER),
        (0x35, "refuse", 0, _X32_CALLS),  # at or above: the x32 names of the same calls
        *((_EQUALS, "refuse", 0, number) for number in refused),
        (_EQUALS, 0, "allow", socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUALS, "allow", "refuse", _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    answers = {"allow": len(steps) - 2, "refuse": len(steps) - 1}

    def jump(target: int | str, at: int) -> int:
        return target if isinstance(target, int) else answers[target] - at - 1

    return b"".join(
        struct.pack("<HBBI", code, jump(yes, at), jump(no, at), value)
        for at, (code, yes, no, value) in enumerate(steps)
    )
