"""The templates. The folder is the list: each module is one report and ends in `LAYOUT`."""
