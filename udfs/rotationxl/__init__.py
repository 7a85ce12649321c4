"""Worksheet functions that answer questions about style and sector rotation."""
