"""The loop from a question to its answer: prompt into the cache, then token by token."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from fireseed.base.errors import ContextFull, Unexpected
from fireseed.engine.protocol import Finished, FinishReason, Generate, Piece
from fireseed.engine.worker.detokenize import Utf8Stream, piece_reader
from fireseed.engine.worker.model import Model
from fireseed.engine.worker.pipes import Inbox
from fireseed.engine.worker.prompt import common_prefix, token_text, tokenize
from fireseed.engine.worker.sampling import Sampler, seed_of
from fireseed.engine.worker.stop import StopScanner
from fireseed.engine.worker.template import ChatTemplate
from fireseed.engine.worker.threads import LoadWatch

_BETWEEN_PIECES = 0.012
"""Seconds: waking the app costs it a tenth of a millisecond on a core that computing wants, and a screen shows
sixty frames a second. Text waits at most this long for the next token to carry it."""

_SPLIT_CELLS = 256
"""From here on the CPU's attention is split among its threads, and how many there are changes the rounding
(ggml-cpu/ops.cpp: 512 cells, which is what llama.cpp pads 257 to)."""

_ABORTED = 2  # llama_decode: "aborted"


@dataclass
class Progress:
    """What one answer has taken so far. Times are of the monotonic clock, in seconds."""

    started: float
    prompt_tokens: int = 0
    read_tokens: int = 0
    read_seconds: float = 0.0
    first_token: float = 0.0
    last_token: float = 0.0
    answer_tokens: int = 0

    def finished(self, request: int, reason: FinishReason, seed: int) -> Finished:
        """Rates are 0 where there was nothing to measure: no new prompt token, fewer than two of the answer."""
        decoding = self.last_token - self.first_token
        return Finished(
            request=request,
            reason=reason,
            prompt_tokens=self.prompt_tokens,
            answer_tokens=self.answer_tokens,
            first_token_seconds=max(0.0, self.first_token - self.started),
            prompt_rate=self.read_tokens / self.read_seconds if self.read_seconds > 0 else 0.0,
            decode_rate=(self.answer_tokens - 1) / decoding if decoding > 0 else 0.0,
            seed=seed,
        )


class Session:
    """One model answering one question at a time, remembering what its cache holds from the last."""

    def __init__(self, model: Model, template: ChatTemplate, inbox: Inbox, watch: LoadWatch) -> None:
        self._model = model
        self._template = template
        self._inbox = inbox
        self._cached: list[int] = []
        self._watch = watch
        self._threads = watch.cores
        self._memory = model.llama.llama_get_memory(model.context)
        self._batch = model.llama.llama_batch_init(model.batch_size, 0, 1)
        for index in range(model.batch_size):
            self._batch.n_seq_id[index] = 1
            self._batch.seq_id[index][0] = 0
            self._batch.logits[index] = 0

    def answer(self, request: Generate, send: Callable[[Piece], None]) -> Finished:
        """Sends the pieces and returns the end. Raises ContextFull or TemplateInvalid before any piece."""
        progress = Progress(time.monotonic())
        seed = seed_of(request.sampling)
        prompt = tokenize(self._model.llama, self._model.vocab, self._template.render(request.turns))
        progress.prompt_tokens = len(prompt)
        if len(prompt) >= self._model.context_size:
            raise ContextFull(len(prompt) + 1, self._model.context_size)
        repeatable = request.sampling.seed is not None
        if not self._read(prompt, progress, repeatable):
            return progress.finished(request.request, FinishReason.CANCELLED, seed)
        with Sampler(self._model.llama, self._model.vocab, request.sampling, seed) as sampler:
            sampler.accept_prompt(prompt)
            reason = self._write(request, sampler, progress, repeatable, send)
        return progress.finished(request.request, reason, seed)

    def _read(self, prompt: list[int], progress: Progress, repeatable: bool) -> bool:
        """The prompt into the cache, batch by batch, but for what is there already. False: aborted."""
        keep = 0 if repeatable else min(common_prefix(self._cached, prompt), len(prompt) - 1)
        keep = self._forget_after(keep)
        started = time.monotonic()
        for start in range(keep, len(prompt), self._model.batch_size):
            part = prompt[start : start + self._model.batch_size]
            self._use_threads(repeatable)
            if self._inbox.aborted or not self._decode(part, start):
                return False
        progress.read_tokens = len(prompt) - keep
        progress.read_seconds = time.monotonic() - started
        return True

    def _write(
        self,
        request: Generate,
        sampler: Sampler,
        progress: Progress,
        repeatable: bool,
        send: Callable[[Piece], None],
    ) -> FinishReason:
        """One token after the other. Everything in the loop costs the same at the first and at the last."""
        model, inbox = self._model, self._inbox
        sample, chain, context = model.llama.llama_sampler_sample, sampler.chain, model.context
        is_end, vocab = model.llama.llama_vocab_is_eog, model.vocab
        bytes_of = piece_reader(model.llama, vocab)
        characters, scanner = Utf8Stream(), StopScanner(request.stop)
        out = _Coalescer(request.request, send)
        reason = FinishReason.LENGTH
        while True:
            if inbox.aborted:
                reason = FinishReason.CANCELLED
                break
            token = sample(chain, context, -1)
            now = time.monotonic()
            if progress.answer_tokens == 0:
                progress.first_token = now
            if is_end(vocab, token):
                reason = FinishReason.END
                break
            progress.last_token = now
            progress.answer_tokens += 1
            shown, stopped = scanner.feed(characters.feed(bytes_of(token)))
            out.add(shown, progress.answer_tokens, now)
            if stopped:
                reason = FinishReason.STOP
                break
            if progress.answer_tokens >= request.max_tokens or len(self._cached) >= model.context_size:
                break
            self._use_threads(repeatable)
            if not self._decode([token], len(self._cached)):
                reason = FinishReason.CANCELLED
                break
        if reason is not FinishReason.STOP:
            last, stopped = scanner.feed(characters.flush())
            out.add(last + ("" if stopped else scanner.flush()), progress.answer_tokens, 0.0)
        out.flush()
        return reason

    def _decode(self, tokens: list[int], position: int) -> bool:
        """Computes one batch; its last token's logits can be sampled then. False: aborted, and undone."""
        batch, last = self._batch, len(tokens) - 1
        batch.n_tokens = len(tokens)
        for index, token in enumerate(tokens):
            batch.token[index] = token
            batch.pos[index] = position + index
        batch.logits[last] = 1
        result = self._model.llama.llama_decode(self._model.context, batch)
        batch.logits[last] = 0
        if result == 0:
            self._cached.extend(tokens)
            return True
        self._forget_after(position)
        if result == _ABORTED:
            return False
        raise Unexpected(f"llama_decode: {result}")

    def _forget_after(self, keep: int) -> int:
        """Empties the cache from position `keep` on; returns what is really kept.

        Recurrent state can't be taken back a few tokens: such a model starts from nothing.
        """
        llama = self._model.llama
        if keep == 0 or not llama.llama_memory_seq_rm(self._memory, 0, keep, -1):
            llama.llama_memory_clear(self._memory, False)
            keep = 0
        del self._cached[keep:]
        return keep

    def _use_threads(self, repeatable: bool) -> None:
        """As many as the machine has room for now; a repeatable answer keeps the full number where it matters."""
        pinned = repeatable and len(self._cached) >= _SPLIT_CELLS
        wanted = self._watch.cores if pinned else self._watch.threads()
        if wanted != self._threads:
            self._threads = wanted
            self._model.llama.llama_set_n_threads(self._model.context, wanted, wanted)


class _Coalescer:
    """Puts the pieces of some milliseconds into one frame."""

    def __init__(self, request: int, send: Callable[[Piece], None]) -> None:
        self._request = request
        self._send = send
        self._text = ""
        self._tokens = 0
        self._sent = 0.0

    def add(self, text: str, tokens: int, now: float) -> None:
        """`now` is the time of the token that completed `text`."""
        if not text:
            return
        self._text += text
        self._tokens = tokens
        if now - self._sent >= _BETWEEN_PIECES:
            self.flush()
            self._sent = now

    def flush(self) -> None:
        if self._text:
            self._send(Piece(self._request, self._text, self._tokens))
            self._text = ""


def template_of(model: Model) -> ChatTemplate:
    """The model's own template, compiled. Raises TemplateInvalid."""
    llama, vocab = model.llama, model.vocab
    source = llama.llama_model_chat_template(model.handle, None)
    return ChatTemplate(
        source.decode("utf-8", "replace") if source else None,
        token_text(llama, vocab, llama.llama_vocab_bos(vocab)),
        token_text(llama, vocab, llama.llama_vocab_eos(vocab)),
    )
