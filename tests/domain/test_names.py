"""Folding and ranking of centre names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import fold, rank, search_text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # Latin
        ("Bursa Coskunoz", "Bursa Coşkunöz"),
        ("TURKTRAKTOR", "TürkTraktör"),
        ("istanbul", "İSTANBUL"),
        ("ISTANBUL", "ıstanbul"),
        ("Diyarbakir", "Diyarbakır"),
        ("Shkoder", "Shkodër"),
        ("lodz", "Łódź"),
        ("strasse", "STRAẞE"),
        ("sao tome", "São-Tomé"),
        ("Gence", "Gəncə"),
        ("College de l'Artisanat", "COLLÈGE DE L’ARTISANAT"),
        ("MD4", "ＭＤ４"),
        ("food services processing", "food   services – «processing»"),
        ("enaip", "E.N.A.I.P."),
        # Arabic
        ("مركز الاقصى", "مَرْكَزُ الأَقْصَى"),
        ("مدرسه", "مدرســـة"),
        ("المركز", "مركز"),
        ("اسوان", "أسوان"),
        ("ايلول", "إيلول"),
        ("سفينه فضا", "سفينة فضاء"),
        ("علي", "على"),
        ("مرکز تدریب ۱۲", "مركز تدريب ١٢"),
        # Hebrew
        ("שלום", "שָׁלוֹם"),
        ("פתח תקווה", "פתח־תקווה"),
        ("צהל", "צה״ל"),
        ("מרכזים", "מרכזימ"),
        # Georgian: the capital alphabet is one alphabet with the small one
        ("ახალი თალგა", "ᲐᲮᲐᲚᲘ ᲗᲐᲚᲒᲐ"),
        ("ახალი თალგა", "„ახალი თალგა“"),
        # Cyrillic
        ("КИЇВ", "київ"),
        ("орел", "Орёл"),
        ("ґанок", "Ганок"),
        ("обєднання", "Об'єднання"),
        # Armenian
        ("ԵՐԵՎԱՆ", "երեվան"),
        ("եւ", "և"),
        # invisible characters and marks of direction
        ("amal", "\u200fa\u200bmal\u2069"),
    ],
)
def test_two_spellings_of_one_name_fold_alike(typed, meant):
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Amal", "Ammal"), ("مركز", "مركب"), ("ახალი", "აჰალი"), ("Київ", "Кигв"), ("עמל", "אמל"), ("Ղ", "Խ")],
)
def test_different_names_stay_different(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["", "  ", "…", "👍", "\u200f", "'"])
def test_a_text_without_letters_folds_to_nothing(text):
    assert fold(text) == ""


@given(st.text())
def test_folding_twice_changes_nothing_more_than_the_article(text):
    once = fold(text)
    assert once == " ".join(once.split())
    if "ال" not in once:
        assert fold(once) == once


CENTRES = {
    "amal": search_text(
        "Amal Entrepreneurship Centre Petach Tikva", "מרכז היזמות עמל פתח תקווה", "Petach Tikva", "פתח תקווה"
    ),
    "peres": search_text("Shimon Peres High Tech and Arts High School", "Rehovot"),
    "talga": search_text('LEPL "Akhali Talga"', "სსიპ „ახალი ტალღა“", "Kobuleti", "ქობულეთი"),
    "tink": search_text("TINK Technology and Humanity Colleges", "İstanbul"),
    "chamber": search_text("Istanbul Chamber of Industry", "İstanbul Sanayi Odası", "İstanbul"),
    "bursa": search_text("Bursa Coşkunöz Education Foundation", "Bursa Coşkunöz Eğitim Vakfı", "Bursa"),
    "tractor": search_text("TürkTraktör", "Ankara"),
    "food": search_text("MD4 centre of excellence for food services and processing", "Chişinău"),
    "dapp": search_text("DAPP Mikolongwe Vocational School", "Mikolongwe"),
    "zefat": search_text("Galilee Centre", "مركز الجليل للتدريب المهني", "صفد"),
    "gyumri": search_text("Gyumri Craft College", "Գյումրիի արհեստագործական քոլեջ", "Գյումրի"),
    "kyiv": search_text("Kyiv Centre of Welding", "Київський центр зварювання", "Київ"),
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("amal", ["amal"]),
        ("Petah tikvah", ["amal"]),
        ("פתח", ["amal"]),
        ("עמל פתח תקוה", ["amal"]),
        ("istanbul", ["chamber", "tink"]),
        ("istanbul chamber", ["chamber"]),
        ("istambul", ["chamber", "tink"]),
        ("cosk", ["bursa"]),
        ("coskonuz", ["bursa"]),
        ("coskun", ["bursa"]),
        ("egitim vakfi", ["bursa"]),
        ("turk traktor", ["tractor"]),
        ("turktraktör", ["tractor"]),
        ("md4", ["food"]),
        ("food procesing", ["food"]),
        ("mikolngwe", ["dapp"]),
        ("the mikolongwe school", ["dapp"]),
        ("akhali talga", ["talga"]),
        ("ახალი ტალგა", ["talga"]),
        ("ქობულეთ", ["talga"]),
        ("مركز جليل", ["zefat"]),
        ("التدريب المهنى", ["zefat"]),
        ("գյումրի", ["gyumri"]),
        ("արհեստագորցական", ["gyumri"]),
        ("киів", ["kyiv"]),
        ("зварюванне", ["kyiv"]),
        ("zzz", []),
        ("x", []),
        ("", []),
        ("👍", []),
    ],
)
def test_a_centre_is_found_as_people_type_it(query, found):
    assert rank(query, CENTRES.items()) == found


def test_a_whole_name_comes_before_a_beginning_and_a_beginning_before_a_word():
    names = ["New Amal", "Amalia", "Amal", "Amal Haifa"]
    assert rank("amal", [(name, search_text(name)) for name in names]) == ["Amal", "Amal Haifa", "Amalia", "New Amal"]


def test_a_city_weighs_more_than_a_word_that_many_names_share():
    many = [
        (city, search_text(f"Vocational school {city}")) for city in ["Douala", "Abidjan", "Dakar", "Lille", "Lyon"]
    ]
    here = ("Thiès", search_text("Technical institute Thiès"))
    assert rank("school thies", [*many, here]) == ["Thiès"]


def test_what_is_merely_alike_comes_after_what_was_typed():
    names = ["Petach Tikva", "Petah Farm", "Petra"]
    assert rank("petah", [(name, search_text(name)) for name in names]) == ["Petah Farm", "Petach Tikva"]


def test_without_candidates_nothing_is_found():
    assert rank("amal", []) == []


def test_no_more_are_listed_than_asked_for():
    assert rank("centre", [(n, f"centre {n}") for n in range(20)], at_most=3) == [0, 1, 2]


def test_a_very_long_query_is_cut_and_answered():
    assert rank("amal " * 10_000, CENTRES.items()) == ["amal"]


@given(st.text(max_size=300))
def test_any_query_gets_an_answer_without_repeats(query):
    found = rank(query, CENTRES.items())
    assert len(set(found)) == len(found)


def test_search_text_holds_each_name_once():
    assert search_text("Bursa", "BURSA", "", "İzmir") == "bursa\nizmir"
