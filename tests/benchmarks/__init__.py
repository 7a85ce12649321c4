"""How fast it is, with limits; run by hand, on a machine that does nothing else."""
