"""What can be wrong inside of a workbook with a list; beside the reader, because that needs openpyxl."""

from enum import StrEnum

MOST_COLUMNS = 100


class Wrong(StrEnum):
    """With a cell, or with all."""

    ROWS = "rows"
    COLUMNS = "columns"
    MERGED = "merged"
    FORMULA = "formula"
    ERROR = "error"
