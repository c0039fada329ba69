"""Signs stand as readers of the language expect them, in the catalogues, the instruments and the demonstration."""

import json
from pathlib import Path

import pytest

import bot.demo
from bot.i18n.typography import ill_set

DEMO = Path(bot.demo.__file__).parent
THIN = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    "text",
    [
        f"Est-ce exact{THIN}?",
        f"Vraiment{THIN}?!",
        f"Écrivez «{THIN}{{example}}{THIN}»{THIN}: c’est tout.",
        f"*{{name}}*{THIN}: {{answer}}",
        "Un lien qui commence par https://, comme https://example.org/?a=1;b=2",
        "Une colonne comme name:fr.",
        "Rendez-vous à 14:00 (Tunis).",
    ],
)
def test_well_set_french_is_left_alone(text):
    assert list(ill_set(text, "fr")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Est-ce exact?",
        "Est-ce exact ?",
        "Est-ce exact\N{NO-BREAK SPACE}?",
        "*{name}* : {answer}",
        "{name}: {answer}",
        f"« oui{THIN}»",
        f"«{THIN}oui »",
        "l'heure",
    ],
)
def test_ill_set_french_is_told(text):
    assert list(ill_set(text, "fr")) != []


@pytest.mark.parametrize(
    "text", ["نعم، {name}؛ هل هذا صحيح؟", "{day}: {text}", "مثل name:fr, en.", "حسنًا", "https://example.org"]
)
def test_well_set_arabic_is_left_alone(text):
    assert list(ill_set(text, "ar")) == []


@pytest.mark.parametrize("text", ["نعم, {name}", "{name}, نعم", "هل هذا صحيح?", "أولا ؛ ثانيا", "حسناً"])
def test_ill_set_arabic_is_told(text):
    assert list(ill_set(text, "ar")) != []


@pytest.mark.parametrize("name", ["announcements", "sessions", "networks"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_demonstration_is_well_set(name, language):
    found = list(_texts(json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8")), language))
    assert found
    assert [(text, what) for text in found for what in ill_set(text, language)] == []


def _texts(data, language, inside=False):
    """Every string below a key that is the language's tag."""
    if isinstance(data, str):
        if inside:
            yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, language, inside or key == language)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value, language, inside)
