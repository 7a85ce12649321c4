"""Run the command: as `rotationxl`, or as `python -m rotationxl_addin`."""

import sys


def main() -> None:
    """Run the command; Ctrl-C stops it without a traceback while it is still being imported."""
    try:
        from rotationxl_addin.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
