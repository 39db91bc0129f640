"""The header of a GGUF file: from a file, or over Range before downloading; shard and quantization names."""
