"""Header → machine as it is now → fit, before a download and before a load; and what loads teach."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fireseed.base.errors import ModelMissing, NotReadable, StorageError
from fireseed.engine.protocol import DeviceMemory, Loaded, LoadOptions
from fireseed.flows.downloads import Offer
from fireseed.flows.headers import Cancel, Headers, RemoteHeaders
from fireseed.flows.learning import RECENT, learned, middle
from fireseed.gguf.header import Header, read_header
from fireseed.gguf.source import FileBytes
from fireseed.hardware.bandwidth import Bandwidth, identity
from fireseed.hardware.fit import Fit, Learned, Wishes, estimate, fit
from fireseed.hardware.machine import Device, DeviceKind, Machine, Undetected
from fireseed.library.measurements import Measurement, Measurements, Parts
from fireseed.library.model import Model, ModelFile
from fireseed.transfer.plan import Variant

_log = logging.getLogger(__name__)

_PLAIN = Wishes()
_SMALLEST = 16
"""Tokens: what an engine can be asked for, whatever a header says."""


@dataclass(frozen=True)
class Taken:
    """What a load took, beside what was expected of it.

    `number` is what `Fitting.answered` wants to know; None where the measurement could not be kept.
    """

    number: int | None
    expected: Parts
    measured: Parts


@dataclass(frozen=True)
class LoadPlan:
    """How a model is loaded now, and what that should take and reach, without what was learned."""

    options: LoadOptions
    expected: Fit


class Fitting:
    """Predictions for this machine. All calls block (hubs, disks, at first the probe) and are thread-safe."""

    def __init__(
        self,
        headers: RemoteHeaders,
        machine: Callable[[], Machine],
        bandwidth: Bandwidth,
        measurements: Measurements,
        held: Callable[[], Sequence[DeviceMemory]],
    ) -> None:
        """`machine` is this machine as it is now; `held` is what the engine that runs has of its memory."""
        self._headers = headers
        self._machine = machine
        self._bandwidth = bandwidth
        self._measurements = measurements
        self._held = held

    def machine(self) -> Machine:
        """This machine with what is free now, and what will be once the engine that runs is gone.

        One model is loaded at a time, so its memory is there for the next.
        """
        return given_back(self._machine(), self._held())

    def bandwidth(self) -> int | None:
        """Bytes a second of main memory; measured for up to a second where that was never done."""
        return self._bandwidth.of(self._machine())

    def fit(
        self, offer: Offer, variant: Variant, wishes: Wishes | None = None, cancelled: Cancel = lambda: False
    ) -> Fit:
        """A variant that is not here, from its real headers.

        Raises HubError, TransferError and GgufError types, UnsupportedArchitecture, and Cancelled once
        `cancelled` says so.
        """
        headers = self._headers.read(offer.listing, variant, cancelled)
        return self._fit(headers, wishes, variant.files[0].sha256)

    def header(self, offer: Offer, variant: Variant, cancelled: Cancel = lambda: False) -> Header:
        """The first header of a variant that is not here, as `fit` reads it; raises what `fit` raises."""
        return self._headers.read(offer.listing, variant, cancelled).weights[0]

    def fit_model(self, model: Model, wishes: Wishes | None = None) -> Fit:
        """A model that is here, from its own files.

        Raises ModelMissing, NotReadable, GgufError types and UnsupportedArchitecture.
        """
        return self._fit(_local(model), wishes, model.files[0].sha256)

    def estimate(self, offer: Offer, variant: Variant) -> Fit:
        """Before any header is read: from sizes, and what the hub counted. Asks nobody."""
        machine = self.machine()
        return estimate(
            variant.size, offer.listing.repo.parameters, machine, bandwidth=self._bandwidth.known(machine)
        )

    def _fit(self, headers: Headers, wishes: Wishes | None, digest: str | None) -> Fit:
        machine = self.machine()
        return fit(
            headers.weights,
            machine,
            wishes or _PLAIN,
            headers.projector,
            self._bandwidth.of(machine),
            self._learned(machine, digest),
        )

    def load_plan(self, model: Model, wishes: Wishes | None = None) -> LoadPlan:
        """How to load a model that is here: with the context that fits, on the devices that hold it.

        Raises as `fit_model`.
        """
        wishes = wishes or _PLAIN
        found = _local(model)
        machine = self.machine()
        bandwidth = self._bandwidth.known(machine)
        corrected = self._learned(machine, model.files[0].sha256)
        best = fit(found.weights, machine, wishes, None, bandwidth, corrected)
        options = LoadOptions(
            context=max(_SMALLEST, best.context),
            batch=wishes.batch,
            slots=wishes.slots,
            kv_k=wishes.kv_k,
            kv_v=wishes.kv_v,
            flash=wishes.flash,
            gpu_layers=best.gpu_layers,
            cpu_experts=best.cpu_experts,
        )
        same = replace(wishes, context=best.context, gpu_layers=None if best.cpu_experts else best.gpu_layers)
        expected = fit(found.weights, machine, same, None, bandwidth)
        # Without a measured bandwidth a speed is a guess from which nothing can be learned.
        return LoadPlan(options, expected if bandwidth is not None else replace(expected, speed=None))

    def loaded(self, model: Model, plan: LoadPlan, loaded: Loaded) -> Taken:
        """Notes what a load really took, beside what was expected of it."""
        expected = plan.expected
        measurement = Measurement(
            machine=identity(self._machine()),
            digest=model.files[0].sha256,
            loaded_at=datetime.now(UTC),
            context=loaded.context,
            slots=plan.options.slots,
            expected=Parts(expected.need.weights, expected.need.context, expected.need.working),
            measured=parts_of(loaded.memory),
            expected_speed=None if expected.speed is None else middle(expected.speed),
        )
        number: int | None = None
        try:
            number = self._measurements.add(measurement)
        except StorageError as problem:
            _log.info("a measurement is not kept: %s", problem)
        return Taken(number, measurement.expected, measurement.measured)

    def answered(self, number: int, speed: float) -> None:
        """Notes how fast an answer of the load `number` came, in tokens a second."""
        try:
            self._measurements.note_speed(number, speed)
        except StorageError as problem:
            _log.info("a measurement is not kept: %s", problem)

    def _learned(self, machine: Machine, digest: str | None) -> Learned:
        try:
            return learned(self._measurements.of(identity(machine), RECENT), digest)
        except StorageError as problem:
            _log.info("nothing learned: %s", problem)
            return Learned()


def parts_of(memory: Sequence[DeviceMemory]) -> Parts:
    """All devices together."""
    return Parts(
        sum(each.weights for each in memory),
        sum(each.context for each in memory),
        sum(each.working for each in memory),
    )


def given_back(machine: Machine, memory: Sequence[DeviceMemory]) -> Machine:
    """`machine` with `memory` free again. Pure.

    Weights in main memory are pages of a file, which the system counts as available already.
    """
    if isinstance(machine.devices, Undetected) or not memory:
        return machine
    held = {each.device: each for each in memory}

    def freed(device: Device) -> Device:
        had = held.get(device.name)
        if had is None:
            return device
        more = had.context + had.working + (0 if device.kind is DeviceKind.CPU else had.weights)
        return replace(device, memory_free=min(device.memory_total, device.memory_free + more))

    main = sum(
        held[device.name].context + held[device.name].working
        for device in machine.devices
        if device.kind is DeviceKind.CPU and device.name in held
    )
    available = min(machine.memory.total, machine.memory.available + main)
    return replace(
        machine,
        memory=replace(machine.memory, available=available),
        devices=tuple(freed(device) for device in machine.devices),
    )


def _local(model: Model) -> Headers:
    weights = tuple(_read(model, file) for file in model.files)
    return Headers(weights, None if model.projector is None else _read(model, model.projector))


def _read(model: Model, file: ModelFile) -> Header:
    try:
        return read_header(FileBytes(file.path), file.path.name)
    except FileNotFoundError as problem:
        raise ModelMissing(model.name, str(file.path)) from problem
    except OSError as problem:
        raise NotReadable(str(file.path), problem.strerror or str(problem)) from problem
