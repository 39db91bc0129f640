"""The error tree: every error crosses a process boundary, a pickle and JSON unchanged."""

from __future__ import annotations

import dataclasses
import inspect
import json
import pickle
from typing import Any

import pytest

from fireseed.base import errors
from fireseed.base.errors import FireseedError, Unexpected, decode, encode, every_error

SAMPLES: dict[str, Any] = {"str": "值 \" '", "int": 2**53, "float": 0.5}


def sample(kind: type[FireseedError]) -> FireseedError:
    return kind(*(SAMPLES[str(field.type)] for field in dataclasses.fields(kind)))


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
class TestEveryError:
    def test_crosses_a_process_boundary(self, kind: type[FireseedError]) -> None:
        error = sample(kind)
        crossed = json.loads(json.dumps(encode(error)))
        found = decode(crossed["code"], crossed["facts"])
        assert type(found) is kind
        assert found.facts == error.facts

    def test_survives_a_pickle(self, kind: type[FireseedError]) -> None:
        error = sample(kind)
        found = pickle.loads(pickle.dumps(error))
        assert type(found) is kind
        assert found.facts == error.facts

    def test_says_its_facts_in_a_log(self, kind: type[FireseedError]) -> None:
        error = sample(kind)
        assert str(error).startswith(f"{kind.__name__}(")
        assert all(repr(value) in str(error) for value in error.facts.values())

    def test_is_in_the_tree_of_the_docstring(self, kind: type[FireseedError]) -> None:
        assert errors.__doc__ is not None
        assert kind.__name__ in errors.__doc__

    def test_has_a_docstring_of_its_own(self, kind: type[FireseedError]) -> None:
        assert inspect.getdoc(kind) != inspect.getdoc(kind.__bases__[0])


def test_the_tree_of_the_docstring_names_nothing_else() -> None:
    assert errors.__doc__ is not None
    tree = errors.__doc__.partition("FireseedError\n")[2]
    named = {word.strip(",") for word in tree.split() if word[0].isupper()}
    known = {kind.__name__ for kind in every_error()}
    assert named - known == {kind.__name__ for kind in FireseedError.__subclasses__()} - known


def test_every_error_is_a_leaf_once() -> None:
    kinds = every_error()
    assert len(set(kinds)) == len(kinds)
    assert not any(kind.__subclasses__() for kind in kinds)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("FromTheFuture", {"a": 1}),
        ("DiskFull", {"path": "x"}),
        ("DiskFull", {"path": "x", "needed": 1, "free": 1, "extra": 1}),
        ("FireseedError", {}),
        ("StorageError", {}),
        ("", {}),
    ],
)
def test_what_is_no_error_of_ours_becomes_unexpected(code: str, facts: dict[str, Any]) -> None:
    found = decode(code, facts)
    assert isinstance(found, Unexpected)
    assert code in found.reason
