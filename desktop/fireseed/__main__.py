"""The one entry: no argument opens the window, a word runs a command, `--engine` is the child."""

from __future__ import annotations

import sys


def main() -> int:
    """Imports only what the chosen face needs: the child must not load Qt, nor a command the window."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--engine"]:
        from fireseed.engine.worker import main as child

        return child.main()
    if arguments[:1] == ["--engine-devices"]:
        from fireseed.engine.worker import devices

        return devices.main()
    if arguments:
        from fireseed import cli

        return cli.main(arguments)
    from fireseed.base.paths import Paths
    from fireseed.ui import application

    return application.main(Paths.discover())


if __name__ == "__main__":
    sys.exit(main())
