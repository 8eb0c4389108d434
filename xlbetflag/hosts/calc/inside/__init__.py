"""The add-in's own part inside soffice: BF_ cells, the Betflag menu, what files need.

Standard library and `uno` only, Python 3.8 and later. In an installation these files are the
package `calc_addin`, beside the engine's `calc_server`, on whose connection they serve:

betflag.push(desk, sequence, changes) -> {"asked": [key], "gone": [key], "commands": [command]}
    The heartbeat, at least one a second, four a second for live cells.
    `desk` is a text of the desk's own, new with each start of it; `sequence` counts its pushes by
    one. `changes` are [key, value]: a scalar (text, number; None is an empty cell), or a table as
    rows of one length. Values of keys that no cell shows are dropped. When the answer is there,
    reading a cell gives the new value, unless the office is busy for more than a second: then as
    soon as it is free.
    A key is the JSON text of [function, argument, ...] as the cells gave them, trailing omitted
    arguments left out: '["BF_PRICE","1.23","Home","BACK"]'. Numbers are floats; an omitted
    argument is null, an empty cell "", a range a list of rows (empty where it has more than 1,000
    cells).
    `asked`: keys to answer from now on; until then their cells show NO FEED. After a first push,
    a gap in the sequence or a silence, every shown key is asked again, its cells at NO FEED.
    `gone`: keys that no cell shows any more. A key comes up again, as asked, when one does.
    A command is {"document": id, "url": "file:///..." or "", "command": "PLACE", "sheet": the
    active sheet's name, "rows": [[first, last], ...] selected there, from 1}, given once, to the
    desk that was connected when it was given, within 20 s or not at all. Commands:
    START, STOP, ARM, PLACE, CANCEL, CANCEL ALL, HALT, REFRESH. (Connect starts a desk; it is
    answered here.)
    Error: ValueError, "another desk is connected", while another desk's pushes are fresh.
    After 3 s without a push all cells turn to NO FEED; the next push makes them live again.

betflag.leave(desk)
    The desk ends: NO FEED at once.

betflag.ask(desk, document, text) -> number
    A box with Yes and No above that document's window. Returns at once; the answer comes with a
    later push as {"document": id, "url": ..., "command": "ANSWER", "number": n, "yes": bool}.
    A closed box is a No.

betflag.asking() -> [number, ...]
    The questions whose boxes are still open.

betflag.status(document, text), betflag.tell(document, text)
    A bar with the text above that document's cells, in place of the last one; "" takes it away.
    `tell` is for what must be read: its bar looks like a warning. Both return at once.

betflag.documents() -> [{"document": id, "url": ..., "title": ...}]
    The open spreadsheets that have our names. The id is good for as long as it is open.

betflag.version() -> text
    The hash of the installed extension, as `extension.version()` says it outside.

KeyError where a document is not open (any more).
"""
