"""Which three models the first screen proposes, over machines from a small laptop to a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType

import pytest

from fireseed.base.paths import resources
from fireseed.flows.first_choice import FIRST_FAMILY, FirstChoice, Place, first_choices
from fireseed.hardware.fit import Verdict, estimate
from fireseed.hardware.machine import (
    Device,
    DeviceKind,
    Disk,
    DiskKind,
    Machine,
    Memory,
    Processor,
    Undetected,
    Why,
)
from fireseed.hubs.catalogue import Catalogue
from fireseed.hubs.families import CatalogueModel, Family, Links, Runs
from fireseed.hubs.licences import Allowed, Licences

GB = 10**9
HUBS = ("huggingface",)


def machine(
    total: int,
    free: float,
    *gpus: float,
    kind: DeviceKind = DeviceKind.GPU,
    disk: int = 2_000,
) -> Machine:
    """`total` and `free` GB of memory, cards with so many GB free, and `disk` GB free on the disk."""
    cards = [
        Device(f"GPU{number}", "a card", kind, round(gpu * GB), round(gpu * GB)) for number, gpu in enumerate(gpus)
    ]
    return Machine(
        system="Linux",
        memory=Memory(total * GB, round(free * GB), limited=False),
        processor=Processor("a processor", 4, 8, 8, ("AVX2",)),
        disks=(Disk("/models", 4_000 * GB, disk * GB, "/dev/sda", DiskKind.SOLID_STATE),),
        devices=(Device("CPU", "a processor", DeviceKind.CPU, total * GB, round(free * GB)), *cards),
        nvidia=Undetected(Why.ABSENT, "no driver"),
    )


MACHINES = {
    "laptop, 4 GB": (machine(4, 3.2), 12),
    "laptop, 8 GB": (machine(8, 5), 18),
    "laptop, 16 GB": (machine(16, 11), 45),
    "desktop, 32 GB": (machine(32, 26), 60),
    "unified, 16 GB": (machine(16, 11, 11, kind=DeviceKind.INTEGRATED_GPU), 100),
    "unified, 64 GB": (machine(64, 55, 48, kind=DeviceKind.INTEGRATED_GPU), 400),
    "card of 8 GB": (machine(32, 26, 7.5), 50),
    "card of 24 GB": (machine(64, 55, 23), 60),
    "128 GB, two cards of 24 GB": (machine(128, 120, 23, 23), 80),
    "128 GB, four cards of 80 GB": (machine(128, 120, 79, 79, 79, 79), 200),
}
"""With the bandwidth of their memory in GB/s."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(resources() / "catalogue")


@pytest.fixture(scope="module")
def licences() -> Licences:
    return Licences.load(resources() / "licences.toml")


@pytest.mark.parametrize("name", MACHINES)
def test_three_that_fit_one_above_the_other(name: str, catalogue: Catalogue, licences: Licences) -> None:
    here, bandwidth = MACHINES[name]
    found = first_choices(catalogue, licences, here, HUBS, bandwidth=bandwidth * GB)
    assert 2 <= len(found) <= 3
    assert [choice.place for choice in found] == list(Place)[-len(found) :]
    for smaller, larger in pairwise(found):
        assert smaller.size * 1.5 <= larger.size
        assert smaller.speed > larger.speed
    for choice in found:
        assert choice.fit.verdict is not Verdict.DOES_NOT_FIT
        assert choice.model.runs is Runs.YES
        assert choice.model.gguf["huggingface"]
        assert choice.licence.commercial is not Allowed.UNKNOWN


@pytest.mark.parametrize("name", MACHINES)
def test_deepseek_is_among_them_wherever_one_fits(name: str, catalogue: Catalogue, licences: Licences) -> None:
    here, bandwidth = MACHINES[name]
    with_room = [
        model
        for model in catalogue.models
        if model.family == FIRST_FAMILY
        and model.general
        and model.runs is Runs.YES
        and model.gguf.get("huggingface")
        if estimate(round(model.parameters * 4.9 / 8 * 1.1), model.parameters, here).verdict
        is not Verdict.DOES_NOT_FIT
    ]
    found = first_choices(catalogue, licences, here, HUBS, bandwidth=bandwidth * GB)
    assert with_room
    assert any(choice.model.family == FIRST_FAMILY for choice in found)


def test_more_machine_is_never_offered_less(catalogue: Catalogue, licences: Licences) -> None:
    strongest = [
        first_choices(catalogue, licences, machine(2 * free, free), HUBS, bandwidth=400 * GB)[-1].size
        for free in (4, 8, 16, 32, 64)
    ]
    assert strongest == sorted(strongest)


def test_other_programs_keep_their_memory(licences: Licences) -> None:
    """24 GB of 26 would fit, and leave nothing to the browser beside it."""
    found = chosen(licences, a_model("all-of-it", 38), a_model("some-of-it", 14), here=machine(32, 26))
    assert ids(found) == ["some-of-it"]
    assert ids(chosen(licences, a_model("all-of-it", 38), here=machine(64, 32)))


def test_the_same_twice(catalogue: Catalogue, licences: Licences) -> None:
    here, bandwidth = MACHINES["laptop, 16 GB"]
    once, again = (first_choices(catalogue, licences, here, HUBS, bandwidth=bandwidth * GB) for _ in range(2))
    assert once == again


def test_what_no_hub_has_is_replaced(catalogue: Catalogue, licences: Licences) -> None:
    here, bandwidth = MACHINES["laptop, 16 GB"]
    first = first_choices(catalogue, licences, here, HUBS, bandwidth=bandwidth * GB)
    gone = {choice.model.id for choice in first}
    then = first_choices(catalogue, licences, here, HUBS, without=gone, bandwidth=bandwidth * GB)
    assert then
    assert not gone & {choice.model.id for choice in then}


# A small catalogue, for what the real one need not have.


def a_model(name: str, billions: float, **facts: object) -> CatalogueModel:
    known: dict[str, object] = {
        "id": name,
        "family": "others",
        "title": name,
        "released": date(2025, 1, 1),
        "parameters": round(billions * GB),
        "active_parameters": None,
        "context_length": 32_768,
        "architecture": "llama",
        "runs": Runs.YES,
        "repos": MappingProxyType({}),
        "gguf": MappingProxyType({"huggingface": (f"someone/{name}-GGUF",)}),
        "skills": frozenset(),
        "licence": "mit",
        "links": Links(),
        "summary": MappingProxyType({"en": name, "zh": name}),
    }
    return CatalogueModel(**(known | facts))  # type: ignore[arg-type] # facts are a test's own


def chosen(licences: Licences, *models: CatalogueModel, here: Machine | None = None) -> tuple[FirstChoice, ...]:
    family = Family("others", "Others", (), MappingProxyType({}), "https://example.com", models)
    small = Catalogue((family,), MappingProxyType({}))
    return first_choices(small, licences, here or machine(32, 24), HUBS, bandwidth=100 * GB)


def ids(choices: tuple[FirstChoice, ...]) -> list[str]:
    return [choice.model.id for choice in choices]


@pytest.mark.parametrize(
    "facts",
    [
        {"runs": Runs.NOT_YET},
        {"licence": "a-licence-that-nobody-knows"},
        {"gguf": MappingProxyType({"ollama": ("library/it:8b",)})},
        {"gguf": MappingProxyType({"huggingface": ()})},
        {"general": False},
        {"parameters": 100_000_000},
    ],
)
def test_what_is_never_proposed(facts: dict[str, object], licences: Licences) -> None:
    assert ids(chosen(licences, a_model("it", 8, **facts), a_model("other", 3))) == ["other"]
    assert ids(chosen(licences, a_model("it", 8), a_model("other", 3))) == ["other", "it"]


def test_a_full_disk_proposes_only_what_it_holds(licences: Licences) -> None:
    models = (a_model("large", 14), a_model("small", 1))
    assert ids(chosen(licences, *models, here=machine(32, 24, disk=5))) == ["small"]
    assert ids(chosen(licences, *models)) == ["small", "large"]


def test_nothing_fits(licences: Licences) -> None:
    assert chosen(licences, a_model("large", 70)) == ()


def test_deepseek_comes_first_in_its_class_only(licences: Licences) -> None:
    ours = a_model("deepseek", 8, family=FIRST_FAMILY)
    other = a_model("other", 9, released=date(2026, 1, 1))
    assert ids(chosen(licences, ours, other)) == ["deepseek"]
    assert ids(chosen(licences, replace(ours, parameters=2 * GB), other))[-1] == "other"


def test_a_newer_model_is_taken_for_stronger_than_an_older_one_of_its_size(licences: Licences) -> None:
    old, new = a_model("old", 8, released=date(2023, 6, 1)), a_model("new", 7, released=date(2026, 6, 1))
    assert ids(chosen(licences, old, new)) == ["new"]
