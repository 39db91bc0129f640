"""One loaded model in one child process: protocol, client, supervisor; `worker/` is the child's side."""
