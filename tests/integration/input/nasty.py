"""Six hundred strings that have broken forms, databases, pages, spreadsheets and printers, and any number like them."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

# A browser that finds one of these in a page has been given somebody's text as markup.
MARKER = "x-nasty"

_PRODUCT = "{0}7919*7927{1}"
COMPUTED = str(7919 * 7927)  # in a page it says that something computed it; no random identifier has these eight digits
_TEMPLATES = [
    _PRODUCT.format(*around)
    for around in (("{{", "}}"), ("${", "}"), ("#{", "}"), ("<%=", "%>"), ("{%", "%}"), ("${{", "}}"), ("[[", "]]"))
] + [
    "{{ settings.SECRET_KEY }}",
    "{% debug %}",
    "{% load static %}",
    "{#",
    "#}",
    "{{",
    "}}",
    "{%",
    "%s%s%s%n",
    "%(x)s",
    "{0}",
]

_MARKUP = [
    f"<{MARKER}>",
    f"</textarea><{MARKER}>",
    f'"><{MARKER} onload=alert(1)>',
    f"'><{MARKER} onload=alert(1)>",
    f"</script><{MARKER}>",
    f"</title><{MARKER}>",
    f"</option></select><{MARKER}>",
    f"--><{MARKER}>",
    f"]]><{MARKER}>",
    f"<img src=x-nasty onerror=alert(1)>{MARKER}",
    f"<svg/onload=alert(1)>{MARKER}",
    f'" onfocus="alert(1)" autofocus x="{MARKER}',
    f"' onfocus='alert(1)' autofocus x='{MARKER}",
    f"` onfocus=alert(1) {MARKER}=`",
    f"javascript:alert('{MARKER}')",
    f"data:text/html,<{MARKER}>",
    f"&lt;{MARKER}&gt;",
    f"&#60;{MARKER}&#62;",
    f"＜{MARKER}＞",
    f"\\u003c{MARKER}\\u003e",
    f"%3C{MARKER}%3E",
    f"<{MARKER}\x00>",
    f"<{MARKER}/style=x:expression(alert(1))>",
    f"<base href=//{MARKER}>",
    f"<meta http-equiv=refresh content=0;url=//{MARKER}>",
    f"<form action=//{MARKER}><input name=csrfmiddlewaretoken>",
    "<!--",
    "<![CDATA[",
    "&nbsp;",
    "&amp;amp;",
    "<",
    ">",
    '"',
    "'",
    "`",
    "<br>",
    "a<b>c",
]
_QUERIES = [
    "'; DROP TABLE screening_screening; --",
    "' OR '1'='1",
    '" OR "1"="1',
    "1; SELECT pg_sleep(5)",
    "'||(SELECT version())||'",
    "$$;DROP TABLE x;$$",
    "\\'; --",
    "%' OR 1=1 --",
    "_",
    "%",
    "\\",
    "E'\\x41'",
    "NULL",
    "null",
    "DEFAULT",
    "{}",
    "[]",
    '{"$ne": null}',
    '{"value": "1"}',
    '["ongoing"]',
    "chemo/../icf/signed",
    "chemo[0].last_dose",
    "__proto__",
    "constructor",
    "self.__class__.__mro__",
    "None",
    "undefined",
    "true",
    "false",
    "True",
    "on",
    "yes",
]
_PATHS = [
    "../" * 8 + "etc/passwd",
    "..\\" * 8 + "windows\\win.ini",
    "/dev/zero",
    "file:///etc/passwd",
    "http://127.0.0.1:9/",
    "//example.org/",
    "\\\\host\\share",
    "CON",
    "NUL",
    "aux.txt",
    "a\r\nSet-Cookie: x-nasty=1",
    "a\nLocation: //x-nasty",
    "%0d%0aX-Nasty:1",
    "; id",
    "| id",
    "$(id)",
    "`id`",
    "&& id",
    "-rf",
    "--help",
    "a" + "/" * 200,
]
_CELLS = [
    start + body
    for start in ("=", "+", "-", "@", "\t=", "\r=", "＝", " =", "'=", '"=', ";=", ",=")
    for body in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("//x-nasty")', "SUM(A1:A9)", "DDE(1)")
]
_NUMBERS = [
    "0", "-0", "+0", "00", "0.0", "-1", "+1", "1.", ".5", "1e3", "1E3", "1e-9", "1e309", "-1e309", "9" * 20, "9" * 39,
    "9" * 41, "0." + "0" * 37 + "1", "0" * 60, "NaN", "nan", "sNaN", "Inf", "Infinity", "-Infinity", "0x10", "0b1", "0o7",
    "1_000", "1,5", "1,500", "1.500,00", "1 500", "1\u00a0500", "1\u202f500", "1'500", "１２３", "１．５", "٣", "३", "Ⅷ", "½", "²",
    "万", "一百", "5-10", "5–10", "5~10", "<5", "< 5", "<<5", "<=5", "≤5", "＜5", ">5", "≥ 5", ">=", "<", "~5", "±5", "5±1", "+",
    "++", "+++++", "-", "--", "5%", "5 mg", "1/2", "2^31", "2147483648", "9223372036854775808", "-9223372036854775809",
    "1.7976931348623159e308", "4.9e-324", "1..2", "1.2.3", ".", ",", "٫5", "5．0", "1e", "e5", "𝟓", "⁵",
]  # fmt: skip
_DATES = [
    "2026-02-30", "2025-02-29", "2024-02-29", "1900-02-29", "2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32", "0000-01-01",
    "0001-01-01", "1899-12-31", "1900-01-01", "2200-12-31", "2201-01-01", "9999-12-31", "10000-01-01", "-2026-01-01",
    "2026-1-1", "26-01-01", "01/02/2026", "31/12/2026", "12/31/2026", "1.2.2026", "20260520", "2026/05/20", "2026.05.20",
    "2026年5月20日", "２０２６-０５-２０", "2026-05-20T00:00", "2026-05-20T00:00:00Z", "2026-05-20 24:00", "2026-W21-3",
    "2026-140", "2026", "2026-05", "2026-5", "05-2026", "May 2026", "20 May 2026", "today", "now", "yesterday", "ongoing",
    "Ongoing", "none_yet", "none", "unknown", "n/a", "2026-05-??", "2026-UK-UK", "??.05.2026", "1 Jan 1970", "0", "1e9",
    "2026-05-20;2026-05-21", "2026-05-20/2026-05-21", "2026‐05‐20", "2026–05–20", "2026−05−20", "٢٠٢٦-٠٥-٢٠", "平成30年",
]  # fmt: skip
_LETTERS = [
    "\u202e0202-50-02", "\u202dabc\u202c", "\u2066abc\u2069", "\u200f\u200e", "\u061c", "مرحبا 123 abc", "שלום", "\u0600\u0601",
    "a\u0301\u0301\u0301", "e" + "\u0301" * 200, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "한글", "각", "각", "ﬁ", "ﷺ", "İıſK", "ß", "ẞ", "ŉ", "ǅ", "ΐ",
    "𠮷野家", "𡃁", "㐀", "䶵", "𪛖", "𰻝𰻝面", "龘", "\U00020000\U0002a6d6", "\U0002f800", "葛󠄀", "辻󠄁", "〇", "々", "ゝ", "ｱｲｳ", "ｶﾞ",
    "全角ＡＢＣ１２３", "　", "　　x　　", "《》", "“”", "·", "︿", "😀", "👨‍👩‍👧‍👦", "👍🏿", "🇨🇳", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️", "☠︎",
    "\ufeff", "\ufeff1", "a\ufeffb", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff", "\U0010ffff", "\ue000", "\U000f0000",
    "\u00ad", "a\u00adb", "\u200b", "a\u200bb", "\u200c", "\u200d", "\u2060", "\u180e", "\u3164", "\u2800", "\u034f", "\u2028",
    "a\u2029b", "\u0085", "a\u0085b", "\u00a0", "\u2007", "\u202f", "\u1680", "\ufff9a\ufffab\ufffb", "\U000e0001", "\U000e0041",
    "ﾠ", "ᅠ", "𝕬𝖇𝖈", "ⅷ", "№", "℅", "™", "\u0e33", "ක්‍ෂ", "क्‍ष", "ༀ", "꧁꧂", "𓀀", "𐍈", "Ω", "Ω", "µg", "μg", "ＩＵ／ｍＬ", "×10⁹/L",
]  # fmt: skip
_SPACES = [
    "",
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    " x",
    "x ",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "a\tb",
    "\n" * 50,
    " " * 500,
    "\v",
    "\f",
]
_CONTROLS = [
    f"{before}{chr(code)}{after}" for code in (*range(32), *range(127, 160)) for before, after in (("a", "b"), ("", ""))
]
_LENGTHS = [
    letter * count
    for letter in ("x", "龘", "😀", "<", "'", "\u0301", "9", "&")
    for count in (39, 40, 41, 255, 400, 401, 5000)
]
_ESCAPES = [
    r"\0",
    r"\x00",
    r"\u0000",
    r"\ud800",
    "%00",
    "%ff",
    "%c0%af",
    "%ED%A0%80",
    "&#0;",
    "&#xD800;",
    "=?utf-8?q?=00?=",
]

_KINDS = (
    _MARKUP,
    _TEMPLATES,
    _QUERIES,
    _PATHS,
    _CELLS,
    _NUMBERS,
    _DATES,
    _LETTERS,
    _SPACES,
    _CONTROLS,
    _LENGTHS,
    _ESCAPES,
)
STRINGS: tuple[str, ...] = tuple(dict.fromkeys(text for kind in _KINDS for text in kind))

# As bytes that are no UTF-8, percent-encoded: a lone surrogate, overlong forms, a cut-off character.
NOT_TEXT = (
    "%ED%A0%80",
    "%ED%BF%BF",
    "%C0%AF",
    "%E0%80%AF",
    "%F5%80%80%80",
    "%FF%FE",
    "%80",
    "%E6%9C",
    "a%00b",
    "%",
    "%zz",
    "%u0041",
)


def generated(seed: int) -> Iterator[str]:
    """Values without end, the same for the same seed: pieces of the above put together, dates, numbers, any characters."""
    chance = random.Random(seed)  # noqa: S311  repeatable on purpose
    while True:
        match chance.randrange(5):
            case 0:
                yield "".join(chance.choice(STRINGS)[:40] for _ in range(chance.randint(2, 4)))
            case 1:
                yield "".join(_any_character(chance) for _ in range(chance.randint(1, 60)))
            case 2:
                yield f"{chance.choice(['', '', '<', '>', '≤', '-'])}{chance.randrange(10 ** chance.randint(1, 12))}.{chance.randrange(999)}"
            case 3:
                yield (date(2026, 5, 20) + timedelta(chance.randint(-9000, 900))).isoformat()[
                    : chance.choice((4, 7, 10, 10, 10))
                ]
            case _:
                spoilt = list(chance.choice(STRINGS)[:80] or "x")
                spoilt[chance.randrange(len(spoilt))] = _any_character(chance)
                yield "".join(spoilt)


def _any_character(chance: random.Random) -> str:
    low, high = chance.choice(((0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)))
    return chr(chance.randint(low, high))
