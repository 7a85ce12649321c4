"""The add-in for Excel for Windows: its VBA, its ribbon, and what Excel calls in Python."""
