"""Tables of others as facts: spreadsheets and public data sets, by declared mappings.

In: a mapping (TOML), a CSV file or a workbook.
Out: facts for the import of the register; what each refused cell is refused for.
"""
