"""The tree of what a model was made from, from cards that anybody writes."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from fireseed.hubs.lineage import MAX_DEPTH, MAX_LOOKUPS, MAX_PARENTS, Ancestry, End, lineage
from fireseed.hubs.protocol import Relation, Repo


class Shelf:
    """Answers repos by name and counts the questions; what it doesn't have can't be asked about."""

    def __init__(self, repos: Iterable[Repo] = ()) -> None:
        self._repos = {repo.name.lower(): repo for repo in repos}
        self.asked: list[str] = []

    def __call__(self, name: str) -> Repo | None:
        self.asked.append(name)
        return self._repos.get(name.lower())


def repo(name: str, *bases: str, relation: Relation | None = None) -> Repo:
    return Repo("huggingface", name, base_models=bases, relation=relation)


def nodes(tree: Ancestry) -> list[Ancestry]:
    return [tree, *(node for parent in tree.parents for node in nodes(parent))]


def test_a_quantization_leads_through_a_fine_tune_to_the_base_model() -> None:
    quantized = repo("bartowski/Hermes-GGUF", "NousResearch/Hermes", relation=Relation.QUANTIZED)
    shelf = Shelf(
        [repo("NousResearch/Hermes", "meta-llama/Llama", relation=Relation.FINETUNE), repo("meta-llama/Llama")]
    )

    tree = lineage(quantized, shelf)

    assert tree == Ancestry(
        "bartowski/Hermes-GGUF",
        Relation.QUANTIZED,
        (
            Ancestry(
                "NousResearch/Hermes",
                Relation.FINETUNE,
                (Ancestry("meta-llama/Llama", end=End.ORIGIN),),
            ),
        ),
    )
    assert shelf.asked == ["NousResearch/Hermes", "meta-llama/Llama"]


def test_a_repo_that_names_no_base_is_an_origin() -> None:
    shelf = Shelf()

    assert lineage(repo("deepseek-ai/DeepSeek-R1"), shelf) == Ancestry("deepseek-ai/DeepSeek-R1", end=End.ORIGIN)
    assert shelf.asked == []


def test_a_merge_has_several_parents_and_each_repo_is_asked_for_once() -> None:
    shelf = Shelf([repo("a/One", "base/Model"), repo("a/Two", "base/model"), repo("base/Model")])

    tree = lineage(repo("m/Merge", "a/One", "a/Two", relation=Relation.MERGE), shelf)

    assert [parent.name for parent in tree.parents] == ["a/One", "a/Two"]
    assert [parent.parents[0].end for parent in tree.parents] == [End.ORIGIN, End.ORIGIN]
    assert sorted(shelf.asked) == ["a/One", "a/Two", "base/Model"]


def test_parents_that_two_branches_share_stand_in_the_tree_once() -> None:
    shelf = Shelf(
        [repo("a/One", "a/Both"), repo("a/Two", "a/Both"), repo("a/Both", "base/Model"), repo("base/Model")]
    )

    tree = lineage(repo("m/Merge", "a/One", "a/Two"), shelf)

    first, second = (parent.parents[0] for parent in tree.parents)
    assert (first.name, first.end, first.parents[0].name) == ("a/Both", None, "base/Model")
    assert (second.name, second.end, second.parents) == ("a/Both", End.ELSEWHERE, ())


def test_what_can_not_be_asked_about_is_said_to_be_so() -> None:
    tree = lineage(repo("a/Quant", "gone/Model"), Shelf())

    assert tree.parents == (Ancestry("gone/Model", end=End.UNREACHED),)


@pytest.mark.parametrize(
    "repos",
    [
        [repo("a/A", "a/A")],
        [repo("a/A", "A/a")],
        [repo("a/A", "b/B"), repo("b/B", "a/A")],
        [repo("a/A", "b/B", "c/C"), repo("b/B", "c/C"), repo("c/C", "b/B", "a/A")],
    ],
)
def test_a_circle_is_cut_where_it_closes(repos: list[Repo]) -> None:
    shelf = Shelf(repos)

    tree = lineage(repos[0], shelf)

    ends = {node.end for node in nodes(tree) if not node.parents}
    assert End.CIRCLE in ends
    assert ends <= {End.CIRCLE, End.ELSEWHERE}
    assert len(shelf.asked) == len(repos) - 1


def test_a_chain_without_end_is_followed_a_few_steps() -> None:
    shelf = Shelf(repo(f"a/M{number}", f"a/M{number + 1}") for number in range(1000))

    tree = lineage(repo("a/Start", "a/M0"), shelf)

    last = nodes(tree)[-1]
    assert last.end is End.LIMIT
    assert len(shelf.asked) == MAX_DEPTH
    assert len(nodes(tree)) == MAX_DEPTH + 2


def test_a_tree_without_end_costs_a_bounded_number_of_questions() -> None:
    class Endless(Shelf):
        def __call__(self, name: str) -> Repo | None:
            super().__call__(name)
            return repo(name, *(f"{name}{letter}" for letter in "abcdefghij"))

    shelf = Endless()

    tree = lineage(repo("a/M", *(f"a/M{number}" for number in range(1000))), shelf)

    assert len(shelf.asked) == MAX_LOOKUPS
    assert len(tree.parents) == MAX_PARENTS
    assert tree.left_out == 1000 - MAX_PARENTS
    assert len(nodes(tree)) <= 1 + MAX_PARENTS + MAX_LOOKUPS * MAX_PARENTS
    assert {node.end for node in nodes(tree) if not node.parents} == {End.LIMIT}


def test_many_ways_between_few_repos_make_no_large_tree() -> None:
    names = [f"a/M{number}" for number in range(MAX_PARENTS)]
    shelf = Shelf(repo(name, *names) for name in names)

    tree = lineage(repo("a/Start", *names), shelf)

    assert len(shelf.asked) == MAX_PARENTS
    assert len(nodes(tree)) == 1 + MAX_PARENTS + MAX_PARENTS * MAX_PARENTS


@pytest.mark.parametrize(
    "hostile",
    ["", "/", "a", "a/", "/b", "a/b/c", "../..", "a/../b", "a b/c", "a/b?x=1", "https://evil.example/a",
     "a/b\n", "а/б", "-a/b", "a/" + "b" * 200, "a" * 1_000],
)  # fmt: skip
def test_a_name_that_no_hub_has_is_left_out_and_never_asked_for(hostile: str) -> None:
    shelf = Shelf([repo("a/Base")])

    tree = lineage(repo("a/Quant", hostile, "a/Base"), shelf)

    assert [parent.name for parent in tree.parents] == ["a/Base"]
    assert tree.left_out == 1
    assert shelf.asked == ["a/Base"]

    alone = lineage(repo("a/Quant", hostile), shelf)
    assert (alone.parents, alone.end, alone.left_out) == ((), End.UNREACHED, 1)
