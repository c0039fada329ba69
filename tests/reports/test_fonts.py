from unicodedata import normalize

import pytest
import typst
from PIL import ImageFont

from bot.i18n.languages import LANGUAGES
from bot.reports.glyphs import FONTS, coverage

pytestmark = pytest.mark.slow  # draws every letter

# What each alphabet has beyond the plain letters of its neighbours.
LETTERS = {
    "en": "“quotes” – — … ’ • · × ½ % ° № € $ £",
    "fr": "éèêëàâçîïôûùüÿœæ « » ’",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئىةًٌٍَُِّْ،؛؟٠١٢٣٤٥٦٧٨٩٫٬٪",
    "es": "áéíóúüñ¿¡",
    "pt": "ãõáâàçéêíóôú",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя ₽",
    "tr": "çğıİöşü ₺",
    "ro": "ăâîșț",
    "sq": "çë",
    "ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ „“ ₾",
    "he": "אבגדהוזחטיכךלמםנןסעפףצץקרשת־׳״ ₪",
    "uk": "ґєіїʼ ₴",
    "it": "àèéìòù",
    "de": "äöüßẞ„“",
    "pl": "ąćęłńóśźż",
    "el": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰς",
    "hr": "čćđšž",
    "sr": "ђјљњћџ",
    "mk": "ѓѕјљњќџѐѝ",
    "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև՝՞՜՛։ ֏",
    "az": "çəğıöşü ₼",
    "kk": "әғқңөұүһі ₸",
    "sw": "aeiou",
    "am": "ሀለሐመሠረሰሸቀበተቸኀነኘአከኸወዐዘዠየደጀገጠጨጰጸፀፈፐ፡።፣፤፥፦",
    "so": "aeiou’",
    "sn": "aeiou",
    "ny": "ŵ",
}
NOBODYS_SIGN = "\U0010fffe"


def test_every_language_has_its_letters_in_our_fonts_in_both_weights():
    assert set(LETTERS) == {language.tag for language in LANGUAGES}
    for weight in ("Regular", "Bold"):
        fonts = [ImageFont.truetype(path) for path in sorted(FONTS.glob(f"*-{weight}.ttf"))]
        wanted = "".join(LETTERS[language.tag] + language.name for language in LANGUAGES)
        wanted = set(wanted + wanted.upper()) - set("ẞ")
        assert {sign for sign in wanted if not any(draws(font, sign) for font in fonts)} == set()


def test_what_we_hold_for_drawable_is_what_the_fonts_draw():
    fonts = [ImageFont.truetype(path) for path in sorted(FONTS.glob("*-Regular.ttf"))]
    signs = [sign for sign in map(chr, range(0x2190, 0x2600)) if normalize("NFD", sign) == sign]

    assert {sign for sign in "".join(LETTERS.values()) if sign != " " and ord(sign) not in coverage()} == set()
    assert {sign for sign in signs if any(draws(font, sign) for font in fonts)} == {
        sign for sign in signs if ord(sign) in coverage()
    }


def draws(font: ImageFont.FreeTypeFont, sign: str) -> bool:
    return sign.isspace() or bytes(font.getmask(sign)) != bytes(font.getmask(NOBODYS_SIGN))


def test_only_fonts_that_we_ship_are_used():
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])

    assert sorted((font.family, font.weight) for font in fonts.fonts()) == [
        (f"Noto Sans{script}", weight)
        for script in ("", " Arabic", " Armenian", " Ethiopic", " Georgian", " Hebrew")
        for weight in (400, 700)
    ]
