"""Renews the pictures of docs/self-assessment.md and docs/programme-calendar.md: `python -m tests.reports.docs_pictures`."""

from collections.abc import Mapping
from pathlib import Path

from bot.reports import centre_pages
from bot.reports.certificate_page import certificate
from bot.reports.drawing import participation_map, programme_chart, report
from tests.reports.conftest import pages_of, png_of
from tests.reports.sample_certificates import ENGLISH
from tests.reports.sample_maps import english
from tests.reports.sample_programmes import ENGLISH as ENGLISH_PROGRAMME
from tests.reports.sample_reports import centre_report
from tests.reports.sample_words import renderer

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def drawn() -> Mapping[str, bytes]:
    first, *_others = pages_of(report(data=centre_pages.document(centre_report(), "en", renderer("en")).as_data()))
    [paper] = pages_of(certificate(data=ENGLISH.as_data()))
    return {
        "report.png": png_of(first),
        "participation.png": participation_map(data=english().as_data()),
        "certificate.png": png_of(paper),
        "programme.png": programme_chart(data=ENGLISH_PROGRAMME.as_data()),
    }


if __name__ == "__main__":
    for name, png in drawn().items():
        (FOLDER / name).write_bytes(png)
