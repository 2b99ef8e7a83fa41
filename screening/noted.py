"""What the coordinator's note for a judgement says, where it says yes or no in so many words."""

import re
from collections.abc import Mapping
from typing import Any

from screening.facts import note_path, value_at

_ANSWERS = {"yes": True, "no": False, "是": True, "否": False}
# "No, none seen" answers; "no concerns" may mean either, and "> 6 months" is for the investigator to weigh.
_ANSWER = re.compile(r"\s*(yes|no|是|否)\s*(?:$|[,.;:!–—\-，。；：、（(])", re.IGNORECASE)


def noted_answer(facts: Mapping[str, Any], judgement_path: str) -> bool | None:
    found = _ANSWER.match(str(value_at(facts, note_path(judgement_path)) or ""))
    return None if found is None else _ANSWERS[found[1].lower()]
