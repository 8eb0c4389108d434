"""One module a sheet: each writes its part of the workbook from the layout."""
