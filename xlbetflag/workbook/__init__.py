"""The trading workbook: declared once (`layout`), written as a file (`build`), and bound to an open
one (`live`)."""
