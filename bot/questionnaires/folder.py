"""A form as a folder of CSV files, one for each sheet."""

import csv
from collections.abc import Mapping
from io import StringIO

SHEETS = ("survey", "choices", "settings", "external_choices")  # each a file with the ending .csv
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def joined(sheets: Mapping[str, bytes]) -> bytes:
    """CSV files by the names of their sheets as the one file that pyxform reads: each row moves one column on.

    Raises UnicodeDecodeError, csv.Error.
    """
    written = StringIO()
    writer = csv.writer(written)
    for name in SHEETS:
        if name in sheets:
            writer.writerow([name])
            text = sheets[name].removeprefix(BYTE_ORDER_MARK).decode()
            rows = csv.reader(StringIO(text, newline=""), delimiter=separator(text))
            writer.writerows(["", *row] for row in rows)
    return written.getvalue().encode()


def separator(text: str) -> str:
    """Spreadsheets of many countries separate by semicolons: the first row with several cells tells."""
    for line in text.splitlines()[:20]:
        most = max(",;\t", key=line.count)
        if most in line:
            return most
    return ","
