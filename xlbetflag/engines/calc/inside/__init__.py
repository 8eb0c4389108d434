"""What runs inside soffice: a server that answers batches of operations on open documents.

Standard library and `uno` only, Python 3.8 and later, as LibreOffice bundles it. The same files
are used outside too: the client shares `wire` and `rendezvous`. In an installation these files
are a package of their own called `calc_server`, so they import each other relatively.

    wire         frames: a 4-byte length and JSON
    rendezvous   the file in the profile that says where the server listens
    server       connections, the token, running the operations of a batch
    lifetime     starting and stopping with the office
    operations   what the engine can ask, by name; each takes (context, *arguments)
    documents    open books and their sheets by references that last
    books, sheets, cells, values, formulas, formats, attributes, names, tables, remarks, drawings,
    charts       the operations, by what they are about
    locks        lock files left behind by an office that was killed

An extension brings operations of its own: `lifetime.start(context, {"name": function})`.
"""
