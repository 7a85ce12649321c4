"""Run the command as `python -m rotationxl_addin`."""

from rotationxl_addin.cli import main

main()
