"""The child's side: the only importer of llama_cpp."""
