"""Runs inside soffice as a user's own macro: lets a test do with documents what it likes."""

import traceback


def run(context, code):
    """Run Python code there; what it leaves in `answer`."""
    import uno
    from com.sun.star.beans import PropertyValue

    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )

    def new():
        return desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())

    def load(path, **properties):
        words = tuple(PropertyValue(name, 0, value, 0) for name, value in properties.items())
        return desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, words)

    def find(document):
        return next(each for each in desktop.Components if each.RuntimeUID == document)

    scope = {"context": context, "uno": uno, "desktop": desktop}
    scope.update(new=new, load=load, find=find, PropertyValue=PropertyValue, answer=None)
    try:
        exec(code, scope)  # noqa: S102
    except Exception:  # noqa: BLE001
        raise RuntimeError(traceback.format_exc()) from None
    return scope["answer"]


def start(*_):
    from calc_server import lifetime

    context = XSCRIPTCONTEXT.getComponentContext()  # noqa: F821 - the office puts it there
    lifetime.start(context, {"test.run": run}, stays=True)


g_exportedScripts = (start,)  # noqa: N816
