"""`passerelle compendium …`: an edition, the PDF, the site, and files for other programs."""

import json

import pytest

from bot.reports.compendium_export import unpacked
from bot.storage import blobs
from bot.storage.database import Database
from bot.storage.practices import PracticeFile
from tests.practised import published
from tests.reports.test_compendium_pages import photo
from tests.transcripts.world import BEGINNING, furnish

pytestmark = pytest.mark.slow  # a helper process for each file


@pytest.fixture
def compendium(command_line, sqlite_url):
    """Runs `compendium …` on a database with one practice, which has a photo and a file that is none."""
    database = Database.open(sqlite_url, durable=False)

    def begin(session):
        furnish(session)
        for title, content in (("No waste", photo()), ("Looms", b"no picture")):
            row = published(session, BEGINNING, title=title, centre="IT-1")
            sha256 = blobs.store(session, content, "image/jpeg", BEGINNING)
            session.add(
                PracticeFile(
                    practice_id=row.id, kind="photo", name="p.jpg", media_type="image/jpeg", sha256=sha256, at=BEGINNING
                )
            )

    database.write_now(begin)
    database.close()
    return lambda *words: command_line("compendium", *words, DATABASE_URL=sqlite_url)


def test_an_edition_is_made_listed_and_written_in_all_its_forms(compendium, tmp_path):
    assert compendium("list")[1].startswith("There is no edition yet")
    assert compendium("new")[0] == 0
    assert compendium("list")[1].endswith(", 2 practices\n")
    code, out, _err = compendium("pdf", str(tmp_path / "c.pdf"), "--language", "fr")
    assert (code, "The photo of practice 2 is left out" in out) == (0, True)
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    code, out, _err = compendium("site", str(tmp_path / "site"))
    assert code == 0
    assert {path.name for path in (tmp_path / "site").iterdir()} == {
        *("index.html", "style.css", "search.js", "icon.svg", "en", "fr", "ar", "pictures"),
        *("compendium-en.pdf", "compendium-fr.pdf", "compendium-ar.pdf"),
    }
    assert [path.name for path in (tmp_path / "site" / "pictures").iterdir()] == ["1.jpg"]
    assert compendium("export", str(tmp_path / "c.json"))[0] == 0
    assert len(json.loads((tmp_path / "c.json").read_text())["practices"]) == 2
    assert compendium("export", str(tmp_path / "c.csv.zip"))[0] == 0
    assert list(unpacked((tmp_path / "c.csv.zip").read_bytes())) == ["practices.csv"]
    assert compendium("posts", str(tmp_path / "posts.zip"), "--address", "https://example.org")[0] == 0
    files = unpacked((tmp_path / "posts.zip").read_bytes())
    assert sorted(files) == ["pictures/1.jpg", "pictures/2.png", "posts.csv", "posts.json"]
    assert files["pictures/2.png"].startswith(b"\x89PNG")  # drawn: its photo could not be read
    told = json.loads(files["posts.json"])
    assert [one["picture"] for one in told] == ["pictures/1.jpg", "pictures/2.png"]
    assert told[0]["link"] == "https://example.org/en/practice-1.html"


def test_nothing_is_written_over_or_without_an_edition(compendium, tmp_path):
    code, _out, err = compendium("pdf", str(tmp_path / "c.pdf"))
    assert (code, "There is no compendium yet" in err) == (1, True)
    compendium("new")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letters.txt").write_text("mine")
    for words in (("site", str(tmp_path / "mine")), ("site", str(tmp_path / "mine"), "--overwrite")):
        code, _out, err = compendium(*words)
        assert (code, "was left as it" in err) == (1, True)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letters.txt"]
    assert compendium("pdf", str(tmp_path / "c.pdf"), "--language", "xx")[0] == 1
    assert compendium("export", str(tmp_path / "c.doc"))[0] == 1
