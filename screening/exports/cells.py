"""What a spreadsheet would run as a formula is made text first (ASVS 1.2.10)."""

# The signs with which a cell becomes a formula in some spreadsheet, full-width ones of East Asian input included.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def safe(value: object) -> str:
    """The cell's text, with an apostrophe in front of what could be a formula, and without what no file can hold."""
    text = "" if value is None else str(value)
    if text.lstrip(" \u00a0\u3000").startswith(STARTS_FORMULA) or text.startswith(STARTS_FORMULA):
        text = f"'{text}"
    return "".join(each for each in text if each in "\t\n\r" or ord(each) >= 32)
