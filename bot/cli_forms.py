"""`passerelle forms`: questionnaires as their authors write them, checked and rehearsed."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfoNotFoundError

import typer

from bot.cli_form_files import FileArgument, bytes_of, checked, compiled, folder_of, lists_beside
from bot.cli_told import fail
from bot.i18n.catalogues import shipped
from bot.i18n.translator import BASE_LANGUAGE, Reader
from bot.i18n.zones import zone_of
from bot.lazy_commands import LazyCommands
from bot.questionnaires import rehearsal
from bot.questionnaires.answers import MOST_ROUNDS, TooManyRoundsError
from bot.questionnaires.form import MAIN, Form, tag_of
from bot.questionnaires.plan import plan
from bot.questionnaires.refused import WORDS, Refused


class FormCommands(LazyCommands):
    places = {  # noqa: RUF012  declared in the class above
        "import": "bot.cli_form_import",
        **dict.fromkeys(("list", "publish", "update"), "bot.cli_publishing"),
        "export": "bot.cli_form_export",
        "import-submissions": "bot.cli_submissions",
    }


app = typer.Typer(cls=FormCommands, no_args_is_help=True, help="Questionnaires, written as XLSForms.")


@app.command()
def check(file: FileArgument) -> None:
    """Tell what is wrong with a questionnaire, by sheet and row; exit 1 when something must be mended."""
    result = checked(file, folder_of(file))
    for found in result.findings:
        print(found)
    if result.form is not None:
        questions = sum(part.is_asked for part in result.form.root.walk())
        print(f"{file.name}: {questions} questions and notes in {', '.join(result.form.languages)}.")
    if result.to_mend:
        raise typer.Exit(1)


@app.command("try")
def rehearse(
    file: FileArgument,
    script: Annotated[Path, typer.Option(help="A JSON list of operations, or a list of such lists.")],
    now: Annotated[str, typer.Option(help="The moment at which it is filled in, as in ISO 8601.")],
    timezone: Annotated[str, typer.Option(help="The respondent's time zone, for example Africa/Tunis.")] = "UTC",
    language: Annotated[str, typer.Option(help="As the form names it, or its code.")] = "",
    media: Annotated[Path | None, typer.Option(help="A folder to look for CSV files before the form's own.")] = None,
    seed: Annotated[str, typer.Option(help="What chance follows from.")] = "0",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON, the only way so far.")] = False,  # noqa: ARG001  asked for by name in scripts
) -> None:
    """Fill a questionnaire in by a script and print what comes of it. Nothing is stored."""
    moment = _moment(now, timezone)
    try:
        runs, several = rehearsal.operations(json.loads(bytes_of(script)))
    except RecursionError:
        fail(f"{script}: a script is a list of operations, or a list of such lists, and not deeper.")
    except ValueError as error:
        fail(f"{script}: {error}")
    result = compiled(file)
    if result.form is None:
        fail("\n".join(map(str, result.refusals)))
    form = result.form
    if language and form.language(language) is None and form.languages != (MAIN,):
        fail(f"{file.name} is not written in {language}; it has {', '.join(form.languages)}.")
    planned = plan(form)
    beside = lists_beside(planned, [*([media] if media else []), folder_of(file)])
    words = _words(form, language)
    try:
        results = [
            rehearsal.rehearsed(planned, beside, run, moment=moment, language=language, seed=seed, words=words)
            for run in runs
        ]
    except TooManyRoundsError as error:
        fail(f"{file.name}: {error.path} would have more than {MOST_ROUNDS} rounds; please use a smaller number.")
    told: Any = results if several else results[0]
    written = json.dumps(told, ensure_ascii=False, indent=1)
    sys.stdout.buffer.write(
        written.encode(errors="backslashreplace") + b"\n"
    )  # half a character is written as JSON has it


def _words(form: Form, language: str) -> Callable[[Refused], str]:
    translator = shipped()
    chosen = tag_of(form.language(language) or form.languages[0])
    reader = Reader(chosen if chosen in translator.languages else BASE_LANGUAGE)

    def words(refused: Refused) -> str:
        return translator.render(WORDS[refused.reason], reader)

    return words


def _moment(now: str, timezone: str) -> datetime:
    try:
        zone = zone_of(timezone)
    except (ValueError, ZoneInfoNotFoundError):
        fail(f"{timezone} is no time zone; for example: Africa/Tunis.")
    try:
        moment = datetime.fromisoformat(now)
        told = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
        return told.astimezone(UTC).astimezone(zone)  # an hour that the clocks left out is the one after it
    except (ValueError, OverflowError):
        fail(f"{now} is no moment; for example: 2026-05-04T10:00:00.")
