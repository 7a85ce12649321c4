"""Report templates, and how they are filled without a spreadsheet program."""
