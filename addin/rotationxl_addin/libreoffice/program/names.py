"""The names that LibreOffice knows the extension and its objects by."""

IDENTIFIER = "org.rotationxl.calc"
SERVICE = f"{IDENTIFIER}.AddIn"
MENU = f"{IDENTIFIER}.Menu"
ADD_IN = "com.sun.star.sheet.AddIn"
