"""Runs inside soffice as a user's own macro: where everything with a name is on the screen.

It writes a JSON list of [name, x, y, width, height] to the file that WHERE_FILE names.
"""

import json
import os
from pathlib import Path

MENU_ROLES = (33, 34, 36)  # list items and menus: closed ones have no place of their own
MOST_CHILDREN = 400  # a sheet's cells are more


def find(*_):
    found = []
    context = XSCRIPTCONTEXT.getComponentContext()  # noqa: F821 - the office puts it there
    toolkit = context.ServiceManager.createInstance("com.sun.star.awt.Toolkit")
    for number in range(toolkit.TopWindowCount):
        _walk(toolkit.getTopWindow(number), found)
    for frame in XSCRIPTCONTEXT.getDesktop().Frames:  # noqa: F821
        for element in frame.LayoutManager.Elements:
            if "toolbar" in element.ResourceURL:
                _walk(element.RealInterface, found)
    draft = Path(os.environ["WHERE_FILE"] + ".part")
    draft.write_text(json.dumps(found), encoding="utf-8")
    draft.replace(os.environ["WHERE_FILE"])


def _walk(node, found):
    context = node.getAccessibleContext()
    name = context.getAccessibleName()
    if context.getAccessibleRole() in MENU_ROLES:
        return
    if name:
        place, size = context.getLocationOnScreen(), context.getSize()
        found.append([name, place.X, place.Y, size.Width, size.Height])
    if context.getAccessibleChildCount() < MOST_CHILDREN:
        for number in range(context.getAccessibleChildCount()):
            _walk(context.getAccessibleChild(number), found)


g_exportedScripts = (find,)  # noqa: N816 - the office's name for it
