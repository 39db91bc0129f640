"""Every kind of address that a person has, and what none of them is."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fireseed.base.errors import AddressError, AddressInsecure, AddressNotModel, AddressUnclear
from fireseed.hubs.references import MAX_TEXT, Reference, parse

REPO = "unsloth/Qwen3-8B-GGUF"
FILE = "Qwen3-8B-Q4_K_M.gguf"
COMMIT = "83ee97c66e841048bedc5c02c15ce2f3ed259feb"
PAGE = f"https://huggingface.co/{REPO}"
MS_PAGE = f"https://modelscope.cn/models/{REPO}"
WEB_FILE = "https://models.example/b.gguf?a=1&b=2"
HF = Reference(REPO, "huggingface")
MS = Reference(REPO, "modelscope")
ENDPOINTS = {"https://models.example:8443/hf": "company", "http://192.168.1.20:8080": "peer"}


def of(
    hub: str | None, revision: str | None = None, file: str | None = None, variant: str | None = None
) -> Reference:
    return Reference(REPO, hub, revision, file, variant)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        # Hugging Face's pages
        (f"{PAGE}", HF),
        (f"  https://huggingface.co/{REPO}/ \n", HF),
        (f"http://www.huggingface.co/{REPO}?library=llama-cpp-python#usage", HF),
        (f"HTTPS://HuggingFace.co/{REPO}", HF),
        (f"huggingface.co/{REPO}", HF),
        (f"<https://huggingface.co/{REPO}>.", HF),
        (f"“https://huggingface.co/{REPO}”", HF),
        (f"https://hf.co/{REPO}:Q4_K_M", of("huggingface", variant="Q4_K_M")),
        (f"hf.co/{REPO}:latest", HF),
        (f"{PAGE}.git", HF),
        (f"{PAGE}/discussions/3", HF),
        (f"{PAGE}/tree/main", of("huggingface", "main")),
        (f"{PAGE}/tree/main/UD-Q4_K_XL", of("huggingface", "main")),
        (f"{PAGE}/tree/refs%2Fpr%2F1", of("huggingface", "refs/pr/1")),
        (f"{PAGE}/commit/{COMMIT}", of("huggingface", COMMIT)),
        (f"{PAGE}/blob/main/{FILE}", of("huggingface", "main", FILE)),
        (f"{PAGE}/blob/main/README.md", of("huggingface", "main")),
        (f"{PAGE}/resolve/main/Q4/{FILE}?download=true", of("huggingface", "main", f"Q4/{FILE}")),
        (f"{PAGE}/raw/main/%E6%B7%B1%20a.gguf", of("huggingface", "main", "深 a.gguf")),
        (f"{PAGE}?show_file_info={FILE}", of("huggingface", file=FILE)),
        (f"https://huggingface.co/api/models/{REPO}", HF),
        (f"https://hf-mirror.com/{REPO}", HF),
        # Hubs with the same API
        (f"https://models.example:8443/hf/{REPO}/blob/main/{FILE}", Reference(REPO, "company", "main", FILE)),
        (f"http://192.168.1.20:8080/{REPO}", Reference(REPO, "peer")),
        (f"192.168.1.20:8080/{REPO}", Reference(REPO, "peer")),
        # ModelScope's
        (f"{MS_PAGE}", MS),
        (f"https://www.modelscope.cn/models/{REPO}/summary", MS),
        (f"https://www.modelscope.cn/models/{REPO}/files", MS),
        (f"modelscope.cn/{REPO}", MS),
        (f"modelscope.cn/{REPO}:Q8_0", of("modelscope", variant="Q8_0")),
        (f"https://www.modelscope.ai/models/{REPO}", of("modelscope-ai")),
        (f"{MS_PAGE}/tree/master/Q4", of("modelscope", "master")),
        (f"{MS_PAGE}/file/view/master/Q4%2F{FILE}?status=2", of("modelscope", "master", f"Q4/{FILE}")),
        (f"{MS_PAGE}/file/view/master?fileName={FILE}&status=2", of("modelscope", "master", FILE)),
        (f"{MS_PAGE}/resolve/v1.0/{FILE}", of("modelscope", "v1.0", FILE)),
        (
            f"https://modelscope.cn/api/v1/models/{REPO}/repo?Revision=master&FilePath={FILE}",
            of("modelscope", "master", FILE),
        ),
        (f"https://modelscope.cn/openapi/v1/models/{REPO}", MS),
        # Ollama's
        ("https://ollama.com/library/qwen3", Reference("library/qwen3", "ollama")),
        ("https://ollama.com/library/qwen3:8b", Reference("library/qwen3", "ollama", "8b")),
        ("https://ollama.com/library/qwen3/tags", Reference("library/qwen3", "ollama")),
        ("https://ollama.com/me/mine:q4_K_M", Reference("me/mine", "ollama", "q4_K_M")),
        ("registry.ollama.ai/library/qwen3:8b", Reference("library/qwen3", "ollama", "8b")),
        ("https://registry.ollama.ai/v2/library/qwen3/manifests/8b", Reference("library/qwen3", "ollama", "8b")),
        # Names
        (REPO, of(None)),
        (f"{REPO}:Q4_K_M", of(None, variant="Q4_K_M")),
        (f"{REPO}：Q4_K_M", of(None, variant="Q4_K_M")),
        (f"{REPO}@{COMMIT}:Q4_K_M", of(None, COMMIT, variant="Q4_K_M")),
        (f"{REPO}/Q4/{FILE}", of(None, file=f"Q4/{FILE}")),
        (f"hf:{REPO}", HF),
        (f"HF:{REPO}:Q4_K_M", of("huggingface", variant="Q4_K_M")),
        (f"hf://{REPO}", HF),
        (f"ms:{REPO}", MS),
        (f"modelscope:{REPO}/{FILE}", of("modelscope", file=FILE)),
        ("ollama:qwen3", Reference("library/qwen3", "ollama")),
        ("ollama:qwen3:8b", Reference("library/qwen3", "ollama", "8b")),
        ("ollama:me/mine:8b", Reference("me/mine", "ollama", "8b")),
        (f"ollama:hf.co/{REPO}:Q4_0", of("huggingface", variant="Q4_0")),
        ("qwen3:8b", Reference("library/qwen3", "ollama", "8b")),
        (f"fireseed:hf/{REPO}", HF),
        (f"fireseed://ms/{REPO}:Q8_0", of("modelscope", variant="Q8_0")),
        ("fireseed:ollama/qwen3:8b", Reference("library/qwen3", "ollama", "8b")),
        (f"fireseed:builtin/{REPO}", of("builtin")),
        (f"fireseed:{REPO}", of(None)),
        # A file anywhere
        ("https://models.example/a/b.gguf", Reference("https://models.example/a/b.gguf", "web")),
        ("https://models.example/b.GGUF?key=1#x", Reference("https://models.example/b.GGUF?key=1", "web")),
        ("http://127.0.0.1:8000/b.gguf", Reference("http://127.0.0.1:8000/b.gguf", "web")),
    ],
)
def test_addresses(text: str, reference: Reference) -> None:
    assert parse(text, ENDPOINTS) == reference


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("ollama run qwen3", Reference("library/qwen3", "ollama")),
        ("$ ollama pull me/mine:8b", Reference("me/mine", "ollama", "8b")),
        (f"ollama run hf.co/{REPO}:Q4_K_M", of("huggingface", variant="Q4_K_M")),
        (f"ollama run modelscope.cn/{REPO}", MS),
        ("docker exec -it ollama ollama run qwen3:8b", Reference("library/qwen3", "ollama", "8b")),
        ("ollama run qwen3:8b --verbose 'why is the sky blue?'", Reference("library/qwen3", "ollama", "8b")),
        (f"huggingface-cli download {REPO}", HF),
        (f"hf download {REPO} {FILE} --local-dir .", of("huggingface", file=FILE)),
        (f"hf download --local-dir models {REPO} --revision {COMMIT} --quiet", of("huggingface", COMMIT)),
        (
            f'huggingface-cli download {REPO} --include "*Q4_K_M*" --local-dir ./',
            of("huggingface", variant="Q4_K_M"),
        ),
        (f"hf download {REPO} --include=UD-Q2_K_XL/*.gguf", of("huggingface", variant="UD-Q2_K_XL")),
        (f"hf download {REPO} --include '*'", of("huggingface")),
        (f"HF_ENDPOINT=https://hf-mirror.com hf download {REPO}", HF),
        (f"!huggingface-cli download {REPO}", HF),
        (f"pip install -U huggingface_hub && hf download {REPO} && ls *.gguf", HF),
        (f"hf download \\\n  {REPO} \\\n  {FILE}", of("huggingface", file=FILE)),
        (f"modelscope download --model {REPO} {FILE} --local_dir ./dir", of("modelscope", file=FILE)),
        (f"modelscope download --model={REPO}", MS),
        (f"llama-server -hf {REPO}:Q4_K_M --jinja", of("huggingface", variant="Q4_K_M")),
        (f"./build/bin/llama-cli --hf-repo {REPO} --hf-file {FILE} -p hi", of("huggingface", file=FILE)),
        (f"C:\\\\llama\\\\llama-cli.exe -hf {REPO}", HF),
        (f"git clone https://huggingface.co/{REPO}", HF),
        (f"wget -c '{WEB_FILE}' -O b.gguf", Reference(WEB_FILE, "web")),
        (f"it's here: https://huggingface.co/{REPO}, try it", HF),
        ("fireseed get ms:" + REPO, MS),
    ],
)
def test_command_lines_that_people_copy(text: str, reference: Reference) -> None:
    assert parse(text) == reference


@pytest.mark.parametrize(
    "text",
    [
        "https://huggingface.co/datasets/owner/name",
        "https://huggingface.co/spaces/owner/name",
        "https://huggingface.co/owner",
        "https://huggingface.co/",
        "https://huggingface.co/models?search=qwen",
        "https://modelscope.cn/datasets/owner/name",
        "https://modelscope.cn/studios/owner/name",
        "https://modelscope.cn/models",
        "https://ollama.com/search?q=qwen",
        "https://ollama.com/blog/new",
        "hf download --repo-type dataset owner/name",
    ],
)
def test_pages_that_are_not_a_models(text: str) -> None:
    with pytest.raises(AddressNotModel):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "qwen3",
        "deepseek r1 distill",
        "llama 3.1 8b",
        "ollama",
        "ollama run",
        "ollama list",
        "hf download",
        "hf upload owner/name",
        "深度求索",
        "../../etc/passwd",
        "owner/..",
        "owner/name/other",
        "owner/name:",
        "hf:name",
        "hf:",
        "ms:a/b/c",
        "ollama:a/b/c",
        "ollama:a:../b",
        "ftp://models.example/a.gguf",
        "file:///a.gguf",
        "javascript:alert(1)",
        "https://",
        "https://[::1/a.gguf",
        "https://models.example:port/a.gguf",
        "https://models.example/page",
        "https://me:secret@models.example/a.gguf",
        "https://huggingface.co/../../x",
        "https://huggingface.co/owner/%2e%2e",
        "https://huggingface.co/owner/na%0ame",
        "https://huggingface.co/owner/name/tree/ma%00in",
        f"https://huggingface.co/owner/name/tree/{'x' * 2000}",
        "https://huggingface.co/owner/name/blob/main/a%0a.gguf",
        "https://huggingface.co/a/b?" + "a=1&" * 100,
        "x" * (MAX_TEXT + 1),
    ],
)
def test_what_names_no_model(text: str) -> None:
    with pytest.raises(AddressUnclear) as caught:
        parse(text)
    assert len(caught.value.text) <= 200


def test_http_to_the_open_internet_is_refused() -> None:
    with pytest.raises(AddressInsecure):
        parse("http://models.example/a.gguf")


NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True).filter(
    lambda name: name[-1] not in "." and not name.endswith(".git")
)
PIECES = st.sampled_from(
    [
        *("https://", "http://", "huggingface.co", "hf.co", "modelscope.cn", "ollama.com", "registry.ollama.ai"),
        *(
            "models",
            "library",
            "resolve",
            "main",
            "blob",
            "tree",
            "hf:",
            "ms:",
            "ollama:",
            "fireseed:",
            "a",
            ".gguf",
        ),
        *("/", ":", "@", "?", "&", "=", "%", "%2F", "%00", "..", "#", "[", "]", " ", "\\\n", "'", '"', "*"),
        *("ollama run ", "hf download ", "llama-cli ", "-hf ", "--include "),
    ]
)


def answered(text: str) -> Reference | None:
    try:
        return parse(text, ENDPOINTS)
    except AddressError:
        return None


@given(st.text(max_size=300) | st.lists(PIECES | st.text(max_size=3), max_size=20).map("".join))
@example("https://\x00/")
@example("https://ollama.com//library//x")
@example("\ud800/\udfff")
def test_any_text_gets_an_answer(text: str) -> None:
    found = answered(text)
    if found is None:
        return
    if found.hub == "web":
        assert found.repo.startswith(("https://", "http://"))
    else:
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*/[A-Za-z0-9_][A-Za-z0-9_.-]*", found.repo)
    for part in (found.revision, found.file, found.variant):
        assert part is None or (part.isprintable() and 0 < len(part) <= 1000)


@given(NAMES, NAMES)
def test_any_name_survives_its_way(owner: str, name: str) -> None:
    repo = f"{owner}/{name}"
    for text, hub in (
        (f"hf:{repo}", "huggingface"),
        (f"ms:{repo}", "modelscope"),
        (f"fireseed:hf/{repo}", "huggingface"),
    ):
        assert parse(text) == Reference(repo, hub)
    assert parse(f"https://modelscope.cn/models/{repo}/files") == Reference(repo, "modelscope")
    assert parse(f"ollama:{repo}:8b") == Reference(repo, "ollama", "8b")


@pytest.mark.parametrize("piece", ["a", " ", "/", ":", "ollama run ", "a/", "-", "*", "%", "?", "'", "“", "hf "])
def test_a_long_text_is_answered_at_once(piece: str) -> None:
    text = (piece * MAX_TEXT)[:MAX_TEXT]
    began = time.thread_time()
    answered(text)
    answered(f"https://huggingface.co/{text}"[:MAX_TEXT])
    assert time.thread_time() - began < 5
