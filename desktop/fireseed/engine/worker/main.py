"""The child: one model, answering questions until the app closes the pipe."""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path

from fireseed.base.errors import FireseedError, Unexpected, encode
from fireseed.engine.check import check_model
from fireseed.engine.protocol import Load, Loaded, Loading, Refused
from fireseed.engine.worker import lifeline, native, sandbox
from fireseed.engine.worker import model as models
from fireseed.engine.worker.buffers import memory_of, resident
from fireseed.engine.worker.devices import list_devices
from fireseed.engine.worker.generate import Session, template_of
from fireseed.engine.worker.pipes import Inbox, Outbox, claim_stdout
from fireseed.engine.worker.threads import LoadWatch, available_cores


def main() -> int:
    """Exit status 0 after the app closed the pipe; 1 after a load that was refused, with the reason sent."""
    outbox = Outbox(claim_stdout())
    lifeline.hold()
    inbox = Inbox(0)
    try:
        session = _load(inbox.first(), inbox, outbox)
    except FireseedError as problem:
        outbox.send(_refused(None, problem))
        return 1
    while True:
        request = inbox.next()
        try:
            outbox.send(session.answer(request, outbox.send))
        except FireseedError as problem:
            outbox.send(_refused(request.request, problem))
        except Exception as problem:  # noqa: BLE001 - a defect of ours costs this answer, not the model
            outbox.send(_refused(request.request, _unexpected(problem)))


def _load(load: Load, inbox: Inbox, outbox: Outbox) -> Session:
    """Libraries first, then the sandbox, then whatever a stranger wrote."""
    started = time.monotonic()
    path = Path(os.fsdecode(load.path))
    watch = LoadWatch(load.options.threads or available_cores(), fixed=load.options.threads > 0)
    libraries = native.load()
    protections = sandbox.enter()
    before = resident()
    inbox.start()
    outbox.send(Loading(0.0))
    check_model(path, path.name)
    model = models.load(
        libraries,
        path,
        load.options,
        watch.cores,
        inbox.abort_flag,
        lambda fraction: outbox.send(Loading(fraction)),
    )
    session = Session(model, template_of(model), inbox, watch)
    offloading = load.options.gpu_layers > 0
    devices = list_devices(libraries.ggml)
    now = resident()
    outbox.send(
        Loaded(
            architecture=model.architecture,
            description=model.description,
            context=model.context_size,
            trained_context=model.trained_context,
            threads=watch.cores,
            devices=tuple(
                device["name"] for device in devices if offloading or device["kind"] in ("cpu", "accelerator")
            ),
            sandbox=protections,
            seconds=time.monotonic() - started,
            memory=memory_of(libraries.log.buffers, devices, before, now),
            resident=now,
        )
    )
    return session


def _refused(request: int | None, problem: FireseedError) -> Refused:
    return Refused(request, **encode(problem))


def _unexpected(problem: Exception) -> Unexpected:
    """Where it happened goes to the log; the exception's own text doesn't, it could hold what a person wrote."""
    sys.stderr.write("".join(traceback.format_tb(problem.__traceback__)))
    sys.stderr.write(f"{type(problem).__name__}\n")
    sys.stderr.flush()
    return Unexpected(type(problem).__name__)


if __name__ == "__main__":
    sys.exit(main())
