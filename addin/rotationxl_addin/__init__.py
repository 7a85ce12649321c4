"""The Excel add-in, the LibreOffice add-in and the command line."""
