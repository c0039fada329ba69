"""Files that commands write: each is there as a whole, or not at all."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.cli_told import fail
from bot.questionnaires.submissions.submission import MisfitError
from bot.reports.process import JobProblem

STANDARD_OUTPUT: Final = Path("-")


@contextmanager
def written_whole(file: Path, *, overwrite: bool) -> Iterator[Path]:
    """Where to write it, so that it is there as a whole or not at all."""
    if file.exists() and not overwrite:
        fail(f"{file} exists already and was left as it is. Give another name, or add --overwrite.")
    half = file.with_name(f"{file.name}.part")
    try:
        yield half
        half.replace(file)
    except (MisfitError, JobProblem) as error:
        fail(f"{file} could not be written: {error}")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}. Give a place where this account may write.")
    finally:
        half.unlink(missing_ok=True)


def save(file: Path, data: bytes, *, overwrite: bool) -> None:
    if file == STANDARD_OUTPUT:
        sys.stdout.buffer.write(data)
        return
    try:
        with file.open("wb" if overwrite else "xb") as target:
            target.write(data)
    except FileExistsError:
        fail(f"{file} exists already and was left as it is. Give another name, or add --overwrite.")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}. Give a place where this account may write.")
