"""Real file names, as publishers spell them."""

from __future__ import annotations

import pytest

from fireseed.gguf.names import Quality, Shard, is_model, is_projector, named, quantization_of, shard_of

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
        ("fp16", 16, Quality.FULL), ("F32", 32, Quality.FULL),
    ],
)  # fmt: skip
def test_what_it_means(name: str, bits: int, quality: Quality) -> None:
    found = named(name)
    assert (found.bits, found.quality) == (bits, quality)
    assert bits <= found.bits_per_weight < bits + 1.5


def test_shards() -> None:
    assert shard_of("a/m-Q4_K_M-00002-of-00005.gguf") == Shard("a/m-Q4_K_M", 2, 5)
    for whole in (
        "m.gguf",
        "m-00001-of-00000.gguf",
        "m-00006-of-00005.gguf",
        "m-1-of-5.gguf",
        "m-00001-of-00002.bin",
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
        "m.safetensors",
        "m.gguf.part",
    ],
)
def test_what_is_no_model(name: str) -> None:
    assert not is_model(name)
    assert not is_projector(name)


def test_a_name_with_such_letters_inside_is_a_model() -> None:
    assert is_model("Explorator-7B-Q4_K_M.gguf")
