"""What LibreOffice loads first.

The rest waits until an object is made: what installs the extension does not know its interface.
"""

from typing import Any

import unohelper
from rotationxl_calc import names


def _add_in(context: Any) -> Any:
    from rotationxl_calc.component import AddIn

    return AddIn(context)


def _menu(context: Any) -> Any:
    from rotationxl_calc.menu import Menu

    return Menu(context)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 (the name it is looked for)
g_ImplementationHelper.addImplementation(_add_in, names.SERVICE, (names.ADD_IN, names.SERVICE))
g_ImplementationHelper.addImplementation(_menu, names.MENU, (names.MENU,))
