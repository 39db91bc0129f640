"""What this machine can do: memory, processors, disks, ggml devices."""
