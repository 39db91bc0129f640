"""How the next token is chosen: llama.cpp's samplers, chained in its own order."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from fireseed.engine.protocol import Sampling

_SEEDS = 2**32 - 1
"""A seed has 32 bits; the last of them, 0xFFFFFFFF, means "random" to llama.cpp and is never used."""


def seed_of(sampling: Sampling) -> int:
    """The given seed, folded into llama.cpp's range, or a new one."""
    return secrets.randbelow(_SEEDS) if sampling.seed is None else sampling.seed % _SEEDS


class Sampler:
    """One answer's chain. `close` gives it back; it is used as a context manager."""

    def __init__(self, llama: Any, vocab: int, sampling: Sampling, seed: int) -> None:
        self._llama = llama
        self.chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        for step in _steps(llama, vocab, sampling, seed):
            llama.llama_sampler_chain_add(self.chain, step)
        self._window = sampling.penalty_window if _penalises(sampling) else 0

    def __enter__(self) -> Sampler:
        return self

    def __exit__(self, *_: object) -> None:
        self._llama.llama_sampler_free(self.chain)

    def accept_prompt(self, tokens: Sequence[int]) -> None:
        """Penalties look back into the prompt, as they do in llama.cpp's own programs."""
        if self._window:
            for token in tokens[-self._window :]:
                self._llama.llama_sampler_accept(self.chain, token)


def _penalises(sampling: Sampling) -> bool:
    neutral = (sampling.repeat_penalty, sampling.presence_penalty, sampling.frequency_penalty) == (1.0, 0.0, 0.0)
    return not neutral and sampling.penalty_window > 0


def _steps(llama: Any, vocab: int, sampling: Sampling, seed: int) -> list[int]:
    steps: list[int] = []
    if _penalises(sampling):
        steps.append(
            llama.llama_sampler_init_penalties(
                llama.llama_vocab_n_tokens(vocab),
                sampling.penalty_window,
                sampling.repeat_penalty,
                sampling.frequency_penalty,
                sampling.presence_penalty,
            )
        )
    if sampling.temperature == 0.0:
        return [*steps, llama.llama_sampler_init_greedy()]
    if sampling.top_k > 0:
        steps.append(llama.llama_sampler_init_top_k(sampling.top_k))
    if sampling.top_p < 1.0:
        steps.append(llama.llama_sampler_init_top_p(sampling.top_p, 1))
    if sampling.min_p > 0.0:
        steps.append(llama.llama_sampler_init_min_p(sampling.min_p, 1))
    steps.append(llama.llama_sampler_init_temp(sampling.temperature))
    return [*steps, llama.llama_sampler_init_dist(seed)]
