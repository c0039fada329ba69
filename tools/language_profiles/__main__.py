"""`python -m tools.language_profiles FOLDER`: fetches texts into the folder, and counts the languages' profiles anew."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tools.language_profiles.corpora import OWN, PROFILES, Corpus, Wanted
from tools.language_profiles.counting import Counted, counted, mixed
from tools.language_profiles.fetching import fetch, version
from tools.language_profiles.reading import sentences

_HERE = Path(__file__).parent
_INTO = _HERE.parents[1] / "bot" / "i18n" / "detection" / "profiles"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="for the packages; it is made where it is missing")
    parser.add_argument("--as-they-are", action="store_true", help="count the packages that are in the folder")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    if not wanted.as_they_are:
        fetch(wanted.folder)
    for profile in PROFILES:
        text = written(profile, wanted.folder)
        (_INTO / f"{profile.name}.json").write_text(text, "utf-8")
        print(f"{profile.name}: {len(text.encode()) // 1000} kB")


def written(profile: Wanted, folder: Path) -> str:
    """The file: where it comes from, and how often each n-gram comes, in langdetect's form."""
    corpora = [
        (corpus, counted(_sentences(corpus, folder), profile.script, latin=profile.latin)) for corpus in profile.corpora
    ]
    return json.dumps(
        {
            "name": profile.name,
            "counted_from": list(_told(corpora, folder)),
            "freq": mixed((found, corpus.package == OWN) for corpus, found in corpora),
        },
        ensure_ascii=False,
        indent=0,
        separators=(",", ":"),
    )


def _sentences(corpus: Corpus, folder: Path) -> list[str]:
    return sentences(corpus, _HERE / OWN if corpus.package == OWN else folder / corpus.package)


def _told(corpora: list[tuple[Corpus, Counted]], folder: Path) -> Iterator[dict[str, str | int]]:
    for corpus, found in corpora:
        named = (
            {"package": corpus.package} if corpus.package != OWN else {"sentences": f"tools/language_profiles/{OWN}"}
        )
        numbered = {"version": version(folder / corpus.package)} if corpus.package != OWN else {}
        yield {**named, **numbered, "files": corpus.files, "licence": corpus.licence, "letters": found.letters}


if __name__ == "__main__":
    main()
