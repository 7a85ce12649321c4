"""LibreOffice Calc: the extension, the process that answers it, and how both are installed."""
