"""The one door between rows and PatientRecord.

The stored document is the public format, with one difference: every item of a list is an object with a stable "id"
(plain texts as {"id", "value"}). A storage path is "icf/signed", "chemo/<id>/last_dose", "infection/therapy/<id>/agent";
"chemo" alone is the whole list ([] reviewed-none, null not recorded), "chemo/<id>" a whole item.
"notes/<path of a judgement, with dots>" is what a coordinator wrote for the investigator: stored, audited and merged like
a fact, and never part of the record that the rules read.
The public path of the same fact is "chemo[0].last_dose", its pattern in the vocabulary "chemo[].last_dose".
"""

import copy
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from criteria.errors import RecordError
from criteria.record import FactInfo, PatientRecord, vocabulary
from criteria.text import Text
from screening.errors import InvalidInput

if TYPE_CHECKING:
    from screening.models import Judgement, Screening

Facts = dict[str, Any]
_ITEM_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PUBLIC_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")


# --- what a path means ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A storage path that has been understood. `item` is true for "chemo/<id>": a row, not one of its fields."""

    path: str
    info: FactInfo
    item: bool = False

    @property
    def is_whole_list(self) -> bool:
        return self.info.kind == "list" and not self.item and not self.is_text_of_list

    @property
    def is_text_of_list(self) -> bool:
        return self.info.kind == "list" and self.path.endswith("/value")


NOTES = "notes"
LONGEST_NOTE = 400


def note_path(judgement_path: str) -> str:
    """Where the note for a judgement is stored: "effusion/investigator_accepts" -> "notes/effusion.investigator_accepts"."""
    return f"{NOTES}/{judgement_path.replace('/', '.')}"


def is_note(path: str) -> bool:
    return path == NOTES or path.startswith(f"{NOTES}/")


def _place_of_note(path: str) -> Place:
    judgement = path.partition("/")[2].replace(".", "/")
    if not judgement:
        return Place(path, FactInfo(NOTES, "group", Text("Notes", "备注"), "judgement"))
    label = place_of(judgement).info.label
    if not place_of(judgement).info.judgement:
        raise InvalidInput({path: _("There is no such fact in the form.")})
    named = Text(f"Note on “{label.en}”", f"关于“{label.zh}”的备注")
    return Place(path, FactInfo(f"{NOTES}.{judgement}", "text", named, "judgement"))


def place_of(path: str) -> Place:
    """Understand a storage path. Raises InvalidInput for one that the vocabulary does not have."""
    if is_note(path):
        return _place_of_note(path)
    known = vocabulary()
    pattern, info, steps = "", None, iter(path.split("/"))
    for step in steps:
        pattern = f"{pattern}.{step}" if pattern else step
        info = known.get(pattern) or known.get(f"{pattern}[]")
        if info is None:
            break
        pattern = info.path
        if info.kind == "list" and (item_id := next(steps, None)) is not None:
            return _place_in_list(path, info, item_id, list(steps))
    if info is None:
        raise InvalidInput({path: _("There is no such fact in the form.")})
    return Place(path, info)


def _place_in_list(path: str, info: FactInfo, item_id: str, rest: list[str]) -> Place:
    if not _ITEM_ID.fullmatch(item_id):
        raise InvalidInput({path: _("A row is named by its identifier; this one has none.")})
    if not rest:
        return Place(path, info, item=True)
    if rest == ["value"] and _is_text_list(info):
        return Place(path, info)
    inner = vocabulary().get(f"{info.path}.{'.'.join(rest)}")
    if inner is None:
        raise InvalidInput({path: _("There is no such fact in the form.")})
    return Place(path, inner)


def _is_text_list(info: FactInfo) -> bool:
    """A list of plain texts has no facts of its own below it."""
    return info.kind == "list" and not any(path.startswith(f"{info.path}.") for path in vocabulary())


def judgement_facts() -> dict[str, FactInfo]:
    """The facts that only an investigator answers, by their pattern."""
    return {path: info for path, info in vocabulary().items() if info.judgement}


# --- reading and writing one place of a document ----------------------------------------------------------------------


def value_at(facts: Mapping[str, Any], path: str) -> Any:
    """What stands at a storage path; None where nothing does."""
    here: Any = facts
    for step in path.split("/"):
        here = _child(here, step)
        if here is None:
            return None
    return here


def _child(here: Any, step: str) -> Any:
    if isinstance(here, list):
        return next((item for item in here if isinstance(item, dict) and item.get("id") == step), None)
    return here.get(step) if isinstance(here, dict) else None


def put(facts: Facts, path: str, value: Any) -> None:
    """Write in place. Groups and rows on the way are made; None takes the fact (or the row) away."""
    *way, last = path.split("/")
    here: Any = facts
    walked = ""
    for step in way:
        walked = f"{walked}/{step}" if walked else step
        here = _step_into(here, step, is_list=_holds_rows(walked))
    if isinstance(here, list):
        here[:] = [item for item in here if item.get("id") != last]
    elif value is None:
        here.pop(last, None)
    else:
        here[last] = value


def _holds_rows(path: str) -> bool:
    return place_of(path).is_whole_list


def _step_into(here: Any, step: str, *, is_list: bool) -> Any:
    inner = _child(here, step)
    if inner is None:
        inner = [] if is_list else {}
        if isinstance(here, list):
            inner = {"id": step}
            here.append(inner)
        else:
            here[step] = inner
    return inner


def remove_item(facts: Facts, list_path: str, item_id: str) -> None:
    """Take a row away. A list without rows is "not recorded", never silently "reviewed, none"."""
    put(facts, f"{list_path}/{item_id}", None)
    if value_at(facts, list_path) == []:
        put(facts, list_path, None)


def leaves(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every recorded fact of a document with its storage path, rows taken apart."""
    yield from _leaves(facts, "")


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if _is_rows(value):
        for item in value:
            yield from _leaves({key: each for key, each in item.items() if key != "id"}, f"{path}/{item['id']}")
    elif isinstance(value, dict) and (not path or place_of(path).info.kind in {"group", "list"}):
        for key, each in value.items():
            yield from _leaves(each, f"{path}/{key}" if path else key)
    elif value is not None:
        yield path, value


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and "id" in item for item in value)


# --- the public record ------------------------------------------------------------------------------------------------


def public_facts(facts: Mapping[str, Any]) -> Facts:
    """The same document in the public format: without the rows' ids, and without groups that hold nothing."""
    recorded = {key: _public(value) for key, value in facts.items() if key != NOTES}
    return {key: plain for key, plain in recorded.items() if plain is not None}


def _public(value: Any) -> Any:
    if _is_rows(value):
        return [_public_row(item) for item in value]
    if isinstance(value, dict):
        inner = {key: plain for key, each in value.items() if (plain := _public(each)) is not None}
        return inner or None
    return value


def _public_row(item: Mapping[str, Any]) -> Any:
    if set(item) == {"id", "value"}:
        return item["value"]
    return {key: plain for key, each in item.items() if key != "id" and (plain := _public(each)) is not None}


def governing(judgements: Iterable["Judgement"]) -> dict[str, "Judgement"]:
    """The latest judgement for each storage path."""
    return {each.path: each for each in sorted(judgements, key=lambda each: each.pk)}


def with_judgements(facts: Mapping[str, Any], judgements: Iterable["Judgement"]) -> Facts:
    """A copy of the document with the recorded judgements in their places; those of removed rows are left out."""
    whole = copy.deepcopy(dict(facts))
    for path, judgement in governing(judgements).items():
        list_path, _item, field = path.rpartition("/")
        is_field_of_row = field and "/" in path and _ITEM_ID.fullmatch(list_path.rpartition("/")[2])
        if judgement.answer is not None and (not is_field_of_row or value_at(whole, list_path) is not None):
            put(whole, path, judgement.answer)
    return whole


def facts_of(screening: "Screening", judgements: Iterable["Judgement"] | None = None) -> Facts:
    """The public facts with the recorded judgements: what the rules read."""
    known = screening.judgements.all() if judgements is None else judgements
    return public_facts(with_judgements(screening.facts, known))


def record_of(screening: "Screening", judgements: Iterable["Judgement"] | None = None) -> PatientRecord:
    """The record that the rules read. Without `judgements` they are fetched (one query)."""
    return PatientRecord.from_json(facts_of(screening, judgements))


# --- storage path and public path -------------------------------------------------------------------------------------


def public_path(screening: "Screening", path: str) -> str:
    """From "chemo/<id>/last_dose" to "chemo[0].last_dose". Raises KeyError for a row that is not there."""
    result = ""
    here: Any = screening.facts
    for step in path.split("/"):
        if isinstance(here, list):
            index = next((number for number, item in enumerate(here) if item.get("id") == step), None)
            if index is None:
                raise KeyError(path)
            result += f"[{index}]"
            here = here[index]
            continue
        if not (step == "value" and result.endswith("]")):
            result = f"{result}.{step}" if result else step
        here = _child(here, step)
    return result


def storage_path(screening: "Screening", path: str) -> str:
    """From "chemo[0].last_dose" to "chemo/<id>/last_dose". Raises KeyError for a row that is not there."""
    steps: list[str] = []
    for name, index in _PUBLIC_STEP.findall(path):
        steps.append(name)
        if index:
            rows = value_at(screening.facts, "/".join(steps)) or []
            if int(index) >= len(rows):
                raise KeyError(path)
            steps.append(rows[int(index)]["id"])
    last = place_of("/".join(steps))
    return f"{last.path}/value" if last.item and _is_text_list(last.info) else last.path


def pattern_of(path: str) -> str:
    """The vocabulary's name of a public path: "chemo[0].last_dose" -> "chemo[].last_dose"."""
    return re.sub(r"\[\d+\]", "[]", path)


# --- what is typed ----------------------------------------------------------------------------------------------------


def as_stored(place: Place, value: Any) -> Any:
    """A value in the public vocabulary, exactly as it will be stored. Raises InvalidInput with a sentence.

    Quantities stay as typed, so that full-width digits are confirmed by a person before they count (check Q24); dates and
    keys are kept in ordinary ones; free text keeps its characters.
    """
    if isinstance(value, str):
        value = _clean(place, value)
    if value is None or value == "":
        return None
    if place.is_whole_list:
        if value != []:
            raise InvalidInput(
                {place.path: _("A list is entered row by row; as a whole it can only be marked as none.")}
            )
        return []
    if place.info.kind == "choices" and isinstance(value, list):
        value = [_clean(place, each) if isinstance(each, str) else each for each in value]
    if place.info.kind == "decimal" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    _check(place, value)
    return int(value) if place.info.kind == "integer" else value


def _clean(place: Place, value: str) -> str:
    # NFKC would turn 10⁹/L into 109/L: it is for dates, whole numbers and keys, not for words.
    form: Literal["NFC", "NFKC"] = "NFC" if place.info.kind in {"text", "list", "decimal"} else "NFKC"
    text = unicodedata.normalize(form, value).strip()
    if any(unicodedata.category(each) in {"Cc", "Cs"} and each not in "\n\t" for each in text):
        raise InvalidInput({place.path: _("The text holds a character that cannot be stored: type it again.")})
    return text


def _check(place: Place, value: Any) -> None:
    """One fact alone through the vocabulary, so that each field gets its own sentence."""
    if is_note(place.path):
        if not isinstance(value, str) or len(value) > LONGEST_NOTE:
            raise InvalidInput({place.path: _("Shorten the note to %(n)s characters.") % {"n": LONGEST_NOTE}})
        return
    try:
        PatientRecord.from_json(_alone(place.info, value))
    except RecordError as error:
        raise InvalidInput({place.path: str(error).partition(": ")[2]}) from None


def _alone(info: FactInfo, value: Any) -> Facts:
    *groups, last = info.path.split(".")
    facts = {last.removesuffix("[]"): [value] if last.endswith("[]") else value}
    for part in reversed(groups):
        facts = {part.removesuffix("[]"): [facts] if part.endswith("[]") else facts}
    return facts
