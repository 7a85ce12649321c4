"""Blocks of reports that are too long for one module."""
