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
            writer.writerows(["", *row] for row in csv.reader(StringIO(text, newline="")) if any(row))
    return written.getvalue().encode()
