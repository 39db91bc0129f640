"""Chat templates: rendered as transformers does, and harmless whoever wrote them."""

from __future__ import annotations

import time

import pytest

from fireseed.base.errors import TemplateInvalid
from fireseed.engine.protocol import Turn
from fireseed.engine.worker.template import MAX_TEMPLATE, ChatTemplate

SYSTEM, QUESTION, ANSWER, AGAIN = (
    Turn("system", "Be brief."),
    Turn("user", "Hi?"),
    Turn("assistant", "Hello!"),
    Turn("user", '2 < 3 & "so"?'),
)
CHAT = (SYSTEM, QUESTION, ANSWER, AGAIN)


def render(source: str | None, *turns: Turn) -> str:
    return ChatTemplate(source, "<s>", "</s>").render(turns or CHAT)


def test_without_a_template_it_is_chatml() -> None:
    assert render(None, SYSTEM, QUESTION) == (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi?<|im_end|>\n<|im_start|>assistant\n"
    )


def test_blocks_are_trimmed_and_tokens_and_tags_are_there() -> None:
    source = """{{ bos_token }}
{%- for message in messages %}
    {% if message['role'] == 'system' %}{% continue %}{% endif %}
    {% generation %}[{{ message.content | trim }}]{{ eos_token }}{% endgeneration %}
    {% if loop.index > 2 %}{% break %}{% endif %}
{% endfor %}
{% if add_generation_prompt %}>{% endif %}"""
    assert render(source, QUESTION, ANSWER) == "<s>[Hi?]</s>[Hello!]</s>>"


def test_json_is_for_a_model_not_for_a_page() -> None:
    assert render("{{ messages[-1] | tojson }}") == '{"role": "user", "content": "2 < 3 & \\"so\\"?"}'
    assert render("{{ {'b': 1, 'a': '火'} | tojson(indent=1) }}", QUESTION) == '{\n "b": 1,\n "a": "火"\n}'


def test_usual_operations_work() -> None:
    source = (
        "{% set ns = namespace(text='') %}{% for m in messages[1:] %}{% set ns.text = ns.text ~ m.role[0:1] %}"
        "{% endfor %}{{ ns.text + '-' * 2 + '%s' % 1 + '{}'.format(2) + ['a', 'b'] | join(', ') }}"
        "{{ 'x</think>y'.split('</think>')[-1].strip().replace('y', 'z') }}{{ strftime_now('%Y')[:2] }}"
        "{{ ('a\n' ~ 'b') | indent(2) }}{{ messages | selectattr('role', 'equalto', 'user') | list | length }}"
    )
    assert render(source, QUESTION, ANSWER, AGAIN) == "au--12a, bz20a\n  b2"


NO_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
)
DROPS_SYSTEM = "{% for m in messages if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endfor %}"
ALTERNATING = (
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}<{{ m.role }}>{{ m.content }}{% endfor %}"
)


@pytest.mark.parametrize("source", [NO_SYSTEM, DROPS_SYSTEM, ALTERNATING])
def test_system_text_reaches_every_model(source: str) -> None:
    assert render(source, SYSTEM, QUESTION) == "<user>Be brief.\n\nHi?"
    assert render(source, SYSTEM, ANSWER) == "<user>Be brief.<assistant>Hello!"


def test_two_questions_in_a_row_become_one_where_roles_must_alternate() -> None:
    assert render(ALTERNATING, QUESTION, AGAIN) == '<user>Hi?\n\n2 < 3 & "so"?'


@pytest.mark.parametrize(
    "source",
    [
        "{{ raise_exception('no') }}",
        "{% if %}",
        "{{ messages",
        "{{ nothing.at.all }}",
        "{{ 1 / 0 }}",
        "{{ messages | no_such_filter }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ 1" + " + 1" * 30_000 + " }}",
        "x" * (MAX_TEMPLATE + 1),
    ],
)
def test_a_template_that_is_none_is_a_typed_error(source: str) -> None:
    with pytest.raises(TemplateInvalid) as caught:
        render(source, QUESTION)
    assert caught.value.reason
    assert len(caught.value.reason) <= 200


ENDLESS = {
    "loops": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "a macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a block": "{% block a %}{{ self.a() }}{% endblock %}",
    "a loop": "{% for m in messages recursive %}{{ loop(messages) }}{% endfor %}",
    "a power": "{{ 10 ** 10 ** 10 }}",
    "a search": "{% set x = 'a' * 4000000 %}{% for i in range(99999) %}{{ 'b' in x }}{% endfor %}",
    "sorting": "{% set x = range(99999) | list %}{% for i in range(9999) %}{% set y = x | sort %}{% endfor %}",
}
LARGE = {
    "times": "{% set x = 'a' * 100000 %}{{ x * 100000 }}",
    "times a list": "{{ ([1] * 999999) * 999999 }}",
    "plus": "{% set n = namespace(x='aa') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
    "tilde": "{% set n = namespace(x='aa') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "nested": "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}"
    "{{ n.x }}",
    "nested json": "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}"
    "{{ n.x | tojson }}",
    "output": "{% set x = 'a' * 999999 %}{% for i in range(99999) %}{{ x }}{% endfor %}",
    "a block": "{% set x = 'a' * 999999 %}{% set y %}{% for i in range(99999) %}{{ x }}{% endfor %}{% endset %}",
    "slices": "{% set x = 'a' * 999999 %}{% set n = namespace(l=[]) %}{% for i in range(9999) %}"
    "{% set n.l = n.l + [x[1:]] %}{% endfor %}",
    "lists": "{% set n = namespace(l=[]) %}{% for i in range(9999) %}{% set n.l = n.l + [range(99999) | list] %}"
    "{% endfor %}",
    "replace": "{% set x = 'a' * 999999 %}{{ x.replace('a', x) }}",
    "replace filter": "{% set x = 'a' * 999999 %}{{ x | replace('a', x) }}",
    "join": "{% set x = 'a' * 999999 %}{{ x.join(range(99999) | list) }}",
    "join filter": "{% set x = 'a' * 999999 %}{{ range(99999) | join(x) }}",
    "format": "{{ '{:>1000000000}'.format(1) }}",
    "format by argument": "{{ '{:>{}}'.format(1, 1000000000) }}",
    "format repeated": "{% set x = 'a' * 999999 %}{{ ('{0}' * 999).format(x) }}",
    "percent": "{{ '%1000000000d' % 1 }}",
    "percent by argument": "{{ '%*d' % (1000000000, 1) }}",
    "center": "{{ 'a'.center(1000000000) }}",
    "zfill": "{{ 'a'.zfill(1000000000) }}",
    "indent": "{{ 'a\nb' | indent(1000000000) }}",
    "json indent": "{{ [1] | tojson(indent=1000000000) }}",
    "time": "{{ strftime_now('%1000000000Y') }}",
}


@pytest.mark.parametrize("source", [*ENDLESS.values(), *LARGE.values()], ids=[*ENDLESS, *LARGE])
def test_hostile_templates_end_soon_and_small(source: str) -> None:
    started = time.thread_time()
    with pytest.raises(TemplateInvalid):
        render(source, QUESTION)
    assert time.thread_time() - started < 10


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages.__class__.__init__.__globals__ }}",
        "{{ raise_exception.__globals__ }}",
        "{{ strftime_now.__self__ }}",
        "{{ strftime_now.__func__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ self.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format('') }}",
        "{% set f = '{0.__class__.__init__.__globals__}'.format %}{{ f(messages) }}",
        "{{ ['{0.__class__}'] | map('format', '') | join }}",
        "{{ '' | attr('__class__') }}",
        "{{ messages | map(attribute='__class__') | list }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ dict.__base__.__subclasses__() }}",
        "{{ loop.__class__ }}",
        "{% set _ = messages.append(1) %}",
    ],
)
def test_python_is_out_of_reach(source: str) -> None:
    try:
        text = render(source, QUESTION)
    except TemplateInvalid:
        return
    for forbidden in ("class", "function", "module", "object", "globals", "uid="):
        assert forbidden not in text


def test_a_template_that_used_everything_up_has_it_all_again_next_time() -> None:
    template = ChatTemplate("{{ messages[0].content * 999999 }}", "", "")
    for _ in range(3):
        assert len(template.render((Turn("user", "x" * 10),))) == 10 * 999999
        with pytest.raises(TemplateInvalid):
            template.render((Turn("user", "x" * 100),))


def test_a_long_conversation_is_within_the_limits() -> None:
    turns = [Turn(role, "word " * 400) for _ in range(200) for role in ("user", "assistant")]
    source = (
        "{% set ns = namespace(out='') %}{% for m in messages %}"
        "{% if m.role == 'assistant' %}{% set text = m.content.split('</think>')[-1] | trim %}"
        "{% else %}{% set text = m.content %}{% endif %}<{{ m.role }}>{{ text }}{% endfor %}"
    )
    assert len(render(source, *turns)) > 700_000
