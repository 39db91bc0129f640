"""Real file names, as publishers spell them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fireseed.gguf.names import (
    Quality,
    Scheme,
    Shard,
    is_draft,
    is_model,
    is_projector,
    named,
    parameters_in,
    quantization_of,
    shard_of,
    title_of,
)
from fireseed.gguf.tensors import FILE_TYPES

QUANTIZATIONS = {
    "SmolLM2-135M-Instruct.Q4_1.gguf": "Q4_1",
    "Qwen3-8B-Q4_K_M.gguf": "Q4_K_M",
    "qwen2.5-7b-instruct-q5_k_m.gguf": "Q5_K_M",
    "qwen2.5-7b-instruct-fp16-00001-of-00004.gguf": "F16",
    "Qwen3-30B-A3B-UD-Q4_K_XL.gguf": "UD-Q4_K_XL",
    "Qwen3-Coder-Next-MXFP4_MOE.gguf": "MXFP4_MOE",
    "gpt-oss-20b-mxfp4.gguf": "MXFP4",
    "gpt-oss-120b-F16.gguf": "F16",
    "DeepSeek-R1-UD-IQ1_S/DeepSeek-R1-UD-IQ1_S-00001-of-00003.gguf": "UD-IQ1_S",
    "DeepSeek-R1-Distill-Qwen-7B-Q6_K.gguf": "Q6_K",
    "DeepSeek-R1-0528-Qwen3-8B-IQ4_NL.gguf": "IQ4_NL",
    "DeepSeek-V3.1-UD-TQ1_0.gguf": "UD-TQ1_0",
    "Q8_0/DeepSeek-V3-00001-of-00016.gguf": "Q8_0",
    "BF16/model-00002-of-00003.gguf": "BF16",
    "gemma-3-4b-it-q4_0.gguf": "Q4_0",
    "gemma-3-27b-it-qat-Q4_0.gguf": "Q4_0",
    "gemma-3-4b-it-IQ2_XXS.gguf": "IQ2_XXS",
    "Llama-3.2-3B-Instruct-IQ3_M.gguf": "IQ3_M",
    "Llama-3.3-70B-Instruct-Q3_K_XL.gguf": "Q3_K_XL",
    "Meta-Llama-3.1-8B-Instruct.i1-IQ2_M.gguf": "IQ2_M",
    "Mistral-Small-3.2-24B-Instruct-2506-Q2_K_L.gguf": "Q2_K_L",
    "phi-4-Q4_K_S.gguf": "Q4_K_S",
    "Phi-4-mini-instruct.BF16.gguf": "BF16",
    "ggml-model-f32.gguf": "F32",
    "model-F16-Q4_K_M.gguf": "Q4_K_M",
    "bitnet-b1.58-2B-4T-TQ2_0.gguf": "TQ2_0",
    "Kimi-K2-Instruct-UD-Q2_K_XL-00003-of-00008.gguf": "UD-Q2_K_XL",
    "GLM-4.5-Air-NVFP4.gguf": "NVFP4",
    "Q4_K_M.gguf": "Q4_K_M",
    "ggml-model-Q5_1.gguf": "Q5_1",
    "Meta-Llama-3-8B-Instruct.Q4_0.gguf": "Q4_0",
    "tinyllama-1.1b-chat-v1.0.Q5_K_S.gguf": "Q5_K_S",
    "mistral-7b-instruct-v0.2.Q3_K_L.gguf": "Q3_K_L",
    "llama-2-7b-chat.ggmlv3.q4_1.gguf": "Q4_1",
    "Llama-3.2-1B-Instruct-f16.gguf": "F16",
    "Phi-3-mini-4k-instruct-fp16.gguf": "F16",
    "Phi-3-mini-4k-instruct-q4.gguf": None,
    "Phi-3.5-mini-instruct-Q4_0_4_4.gguf": "Q4_0_4_4",
    "gemma-2-2b-it-Q4_0_8_8.gguf": "Q4_0_8_8",
    "Qwen3-235B-A22B-Thinking-2507-UD-Q8_K_XL-00001-of-00006.gguf": "UD-Q8_K_XL",
    "UD-IQ3_XXS/GLM-4.6-UD-IQ3_XXS-00002-of-00004.gguf": "UD-IQ3_XXS",
    "Qwen2.5-Coder-32B-Instruct-IQ4_XS.gguf": "IQ4_XS",
    "Qwen3-4B-Instruct-2507-IQ3_XS.gguf": "IQ3_XS",
    "Qwen3-32B.i1-Q4_K_M.gguf": "Q4_K_M",
    "Qwen3-32B.i1-IQ1_M.gguf": "IQ1_M",
    "IQ2_K_R4/DeepSeek-R1-0528-IQ2_K_R4-00001-of-00005.gguf": "IQ2_K_R4",
    "Qwen3-235B-A22B-IQ4_KSS.gguf": "IQ4_KSS",
    "GLM-4.6-smol-IQ2_KS-00001-of-00004.gguf": "IQ2_KS",
    "DeepSeek-V3-0324-IQ4_XS_R8.gguf": "IQ4_XS_R8",
    "InfinityRP-v1-7B-Q4_K_M-imatrix.gguf": "Q4_K_M",
    "Erosumika-7B-v3-IQ3_XXS-imat.gguf": "IQ3_XXS",
    "DeepSeek-R1.Q2_K-00001-of-00031.gguf": "Q2_K",
    "deepseek-r1-671b-q2_k_s.gguf": "Q2_K_S",
    "QwQ-32B-Preview-Q3_K_S.gguf": "Q3_K_S",
    "Codestral-22B-v0.1-Q6_K_L.gguf": "Q6_K_L",
    "internlm3-8b-instruct-q5_0.gguf": "Q5_0",
    "MiniCPM4-8B-Q4_K_M.gguf": "Q4_K_M",
    "ggml-model-i2_s.gguf": None,
    "Falcon3-7B-Instruct-1.58bit-TQ1_0.gguf": "TQ1_0",
    "Ternary-Bonsai-8B-Q2_0.gguf": "Q2_0",
    "Bonsai-8B-Q1_0.gguf": "Q1_0",
    "ERNIE-4.5-21B-A3B-PT-bf16.gguf": "BF16",
    "Hunyuan-A13B-Instruct.Q4_K.gguf": "Q4_K",
    "nomic-embed-text-v1.5.f32.gguf": "F32",
    "BF16/gpt-oss-20b-mxfp4_moe.gguf": "MXFP4_MOE",
    "Llama-3.1-Nemotron-70B-Instruct-HF-Q5_K_L/Nemotron-Q5_K_L-00001-of-00002.gguf": "Q5_K_L",
    "SmolLM3-3B-128K-UD-Q6_K_XL.gguf": "UD-Q6_K_XL",
    "Q4_K_M/README.gguf": "Q4_K_M",
    "phi-2.gguf": None,
    "Qwen3-Embedding-0.6B.gguf": None,
    "Yi-34Q4_Kx.gguf": None,
}


@pytest.mark.parametrize(("path", "name"), QUANTIZATIONS.items())
def test_quantization(path: str, name: str | None) -> None:
    found = quantization_of(path)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("name", "bits", "quality"),
    [
        ("IQ1_S", 1, Quality.LOSSY), ("UD-Q2_K_XL", 2, Quality.LOSSY), ("Q3_K_M", 3, Quality.SMALL),
        ("q4_k_m", 4, Quality.RECOMMENDED), ("MXFP4_MOE", 4, Quality.RECOMMENDED), ("Q5_K_M", 5, Quality.HIGH),
        ("Q6_K", 6, Quality.HIGH), ("Q8_0", 8, Quality.NEARLY_FULL), ("BF16", 16, Quality.FULL),
        ("fp16", 16, Quality.FULL), ("F32", 32, Quality.FULL), ("TQ2_0", 2, Quality.LOSSY),
        ("Q1_0", 1, Quality.LOSSY), ("Q4_K_P", 4, Quality.RECOMMENDED),
    ],
)  # fmt: skip
def test_what_it_means(name: str, bits: int, quality: Quality) -> None:
    found = named(name)
    assert (found.bits, found.quality) == (bits, quality)
    assert bits <= found.bits_per_weight < bits + 1.5


@pytest.mark.parametrize(
    ("path", "scheme", "dynamic", "imatrix"),
    [
        ("Qwen3-8B-Q4_K_M.gguf", Scheme.MIXED, False, False),
        ("Qwen3-8B-Q8_0.gguf", Scheme.UNIFORM, False, False),
        ("Qwen3-8B-BF16.gguf", Scheme.NONE, False, False),
        ("Qwen3-8B.i1-Q4_K_M.gguf", Scheme.MIXED, False, True),
        ("InfinityRP-v1-7B-Q4_K_M-imatrix.gguf", Scheme.MIXED, False, True),
        ("Erosumika-7B-v3-Q5_0-imat.gguf", Scheme.UNIFORM, False, True),
        ("DeepSeek-V3.1-UD-TQ1_0.gguf", Scheme.TERNARY, True, False),
        ("UD-IQ2_XXS/DeepSeek-R1-UD-IQ2_XXS-00001-of-00004.gguf", Scheme.CODEBOOK, True, True),
        ("Qwen3-30B-A3B-UD-Q4_K_XL.gguf", Scheme.MIXED, True, False),
        ("Qwen3-8B-IQ4_NL.gguf", Scheme.CODEBOOK, False, False),
        ("gpt-oss-20b-mxfp4.gguf", Scheme.FLOAT, False, False),
        ("GLM-4.5-Air-NVFP4.gguf", Scheme.FLOAT, False, False),
        ("Phi-3.5-mini-instruct-Q4_0_4_4.gguf", Scheme.FOREIGN, False, False),
        ("DeepSeek-R1-IQ2_K_R4-00001-of-00005.gguf", Scheme.FOREIGN, False, False),
        ("Qwen3-235B-A22B-IQ3_K.gguf", Scheme.FOREIGN, False, False),
        ("Qwen3-8B-Q4_K_R4.gguf", Scheme.FOREIGN, False, False),
        ("Qwen3-8B-Q6_0.gguf", Scheme.FOREIGN, False, False),
    ],
)
def test_how_it_was_made(path: str, scheme: Scheme, dynamic: bool, imatrix: bool) -> None:
    found = quantization_of(path)
    assert found is not None
    assert (found.scheme, found.dynamic, found.imatrix) == (scheme, dynamic, imatrix)


def test_no_type_of_llama_cpp_is_taken_for_a_foreign_one() -> None:
    assert all(named(name).scheme is not Scheme.FOREIGN for name in FILE_TYPES.values())


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Qwen3-8B-GGUF", 8_000_000_000),
        ("DeepSeek-R1-Distill-Qwen-1.5B", 1_500_000_000),
        ("Qwen3-30B-A3B", 30_000_000_000),
        ("Mixtral-8x7B-Instruct-v0.1", 56_000_000_000),
        ("SmolLM2-135M-Instruct", 135_000_000),
        ("gpt-oss-20b", 20_000_000_000),
        ("Kimi-K2-1T", 1_000_000_000_000),
        ("Llama-4bit", None),
        ("gemma-3n-E4B-it", None),
        ("phi-4", None),
        ("MiniCPM-128k", None),
        ("Model-0B", None),
        ("٨B", None),
    ],
)
def test_how_many_weights_a_name_claims(name: str, count: int | None) -> None:
    assert parameters_in(name) == count


@pytest.mark.parametrize(
    ("name", "draft"),
    [
        ("mtp-GLM-4.6-Q8_0.gguf", True),
        ("eagle3-Llama-3.3-70B-F16.gguf", True),
        ("Mistral-Small-3.2-DRAFT-0.5B-Q8_0.gguf", True),
        ("GLM-4.6-MTP-Q4_K_M.gguf", False),
        ("Minecraft-draftsman-7B-Q4_K_M.gguf", False),
        ("draft.safetensors", False),
    ],
)
def test_drafts(name: str, draft: bool) -> None:
    assert is_draft(name) is draft


def test_every_type_that_llama_cpp_makes_has_a_measured_width() -> None:
    for name in FILE_TYPES.values():
        found = named(name)
        assert found.name == name
        assert found.bits_per_weight != found.bits or found.quality is Quality.FULL


def test_shards() -> None:
    assert shard_of("a/m-Q4_K_M-00002-of-00005.gguf") == Shard("a/m-Q4_K_M", 2, 5)
    for whole in (
        "m.gguf",
        "m-00001-of-00000.gguf",
        "m-00006-of-00005.gguf",
        "m-1-of-5.gguf",
        "m-00001-of-00002.bin",
        "m-00001-of-00002.gguf\n",
        "m-٠٠٠٠١-of-٠٠٠٠٢.gguf",
    ):
        assert shard_of(whole) is None


@pytest.mark.parametrize("name", ["mmproj-F16.gguf", "mmproj-model-f16.gguf", "Qwen2.5-VL-7B.mmproj-Q8_0.gguf"])
def test_a_projector_is_no_model(name: str) -> None:
    assert is_projector(name)
    assert not is_model(name)


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "imatrix.gguf",
        "m.imatrix.gguf",
        "ggml-vocab-phi-3.gguf",
        "my-lora.gguf",
        "imatrix_unsloth.gguf",
        "Qwen_Qwen3-8B-imatrix.gguf",
        "c4ai-command-r-plus-f16-imatrix.gguf",
        "Qwen2.5-0.5B-Instruct-LoRA-Q8_0.gguf",
        "control_vector-honest.gguf",
        "m.safetensors",
        "m.gguf.part",
    ],
)
def test_what_is_no_model(name: str) -> None:
    assert not is_model(name)
    assert not is_projector(name)


@pytest.mark.parametrize(
    "name",
    [
        "Explorator-7B-Q4_K_M.gguf",
        "InfinityRP-v1-7B-Q4_K_M-imatrix.gguf",
        "alpaca-lora-7B-q4_0.gguf",
        "phi-2.GGUF",
    ],
)
def test_what_is_a_model_all_the_same(name: str) -> None:
    assert is_model(name)


@given(st.text(max_size=60))
def test_any_name_at_all_is_answered(name: str) -> None:
    assert shard_of(name) is None or name.lower().endswith(".gguf")
    found = quantization_of(name + ".gguf")
    assert found is None or found.bits > 0
    assert not (is_model(name) and is_projector(name))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("Meta-Llama-3-8B-Instruct.Q4_0.gguf", "Meta-Llama-3-8B-Instruct"),
        ("a/b/Qwen3-8B-UD-Q4_K_XL.gguf", "Qwen3-8B"),
        ("big-Q8_0-00001-of-00003.gguf", "big"),
        ("m-F16-Q4_K_M.gguf", "m-F16"),
        ("plain.gguf", "plain"),
        ("Q4_0.gguf", "Q4_0"),
        (".gguf", ".gguf"),
    ],
)
def test_what_a_file_is_called_without_its_quantization(path: str, title: str) -> None:
    assert title_of(path) == title
