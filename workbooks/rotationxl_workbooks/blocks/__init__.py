"""Parts of reports that are too long for a layout's own module, and those that several share."""
