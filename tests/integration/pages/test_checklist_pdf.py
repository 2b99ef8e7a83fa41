"""The checklist as PDF: what is on it, in which languages, how it is made, and who may take it out."""

import time

import pytest
import typst
from django.utils.translation import override

import criteria
from screening.clock import telling, utc_now
from screening.exports import pdf
from screening.exports.pdf.letters import known
from screening.models import AuditEvent, Role
from screening.presenters import display_code
from tests import factories, people
from tests.papers import reader, squeezed, text_of
from trialsite.checklist import manifestation

pytestmark = pytest.mark.django_db
PROTOCOL = criteria.load_protocol()
MARKUP = '#eval("1") $x$ ] [ *b* _c_ @ref <tag> // \\ `raw` = "#{}'
LARGEST, SLOWEST = 400_000, 1.0


def fetched(client, screening, lang="both"):
    answer = client.get(f"/screenings/{screening.number}/checklist.pdf", {"lang": lang})
    assert answer.status_code == 200
    return answer


def timed(work, *arguments):
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


@pytest.fixture
def signed(site, team):
    return people.enrolled(team, site)


def test_every_item_stands_in_it_in_protocol_order_in_each_language(signed, monitor):
    for wanted, languages in (("en", ["en"]), ("zh-hans", ["zh"]), ("both", ["en", "zh"])):
        text = text_of(fetched(monitor, signed, wanted).content)
        titles = {one: [squeezed(one.title.in_language(each)) for each in languages] for one in PROTOCOL.criteria}
        places = [text.index(squeezed(display_code(one.id)) + found[0]) for one, found in titles.items()]

        assert len(places) == 42
        assert places == sorted(places)
        assert [one.id for one, found in titles.items() if not all(title in text for title in found)] == []
        assert ("已签署知情同意书" in text) == ("zh" in languages)
        assert ("Informedconsentsigned" in text) == ("en" in languages)


def test_without_a_wish_it_is_in_the_readers_language(signed, monitor):
    monitor.cookies["django_language"] = "zh-hans"
    with override("en"):  # a request leaves its language behind
        text = text_of(fetched(monitor, signed, "").content)

    assert "入选核对表" in text


def test_it_says_what_it_was_made_from_and_who_signed(signed, monitor, team):
    text = text_of(fetched(monitor, signed).content)
    signature = signed.signatures.get()

    assert PROTOCOL.digest in text
    assert signature.digest in text
    assert "trialsiteaudithead" in text
    for words in manifestation(signature).values():
        assert squeezed(words) in text
    assert squeezed(f"{signature.printed_name} (Investigator)") in text
    assert squeezed("Printed copy. The current state is in the system.") in text
    assert squeezed("打印件。最新状态以系统为准。") in text
    pages = len(reader(fetched(monitor, signed).content).pages)
    assert all(f"{page}/{pages}" in text for page in range(1, pages + 1))


def test_it_is_tagged_archival_and_small_and_made_at_once(signed, monitor):
    content = fetched(monitor, signed).content
    took = min(timed(fetched, monitor, signed) for _ in range(3))  # the machine may be busy with other tests
    document = reader(content)
    root, metadata = document.trailer["/Root"], document.trailer["/Root"]["/Metadata"].get_data().decode()

    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("en")
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert document.metadata.title == "Eligibility checklist · 入选核对表"
    assert len(content) <= LARGEST
    assert took <= SLOWEST


def test_what_was_typed_is_shown_and_never_read_as_markup(site, team, monitor):
    screening = people.filled(team, site)
    facts = factories.row("chemo", agent=MARKUP, myelosuppressive=True, nitrosourea=False, last_dose="2020-01-05")
    factories.enter(team[Role.COORDINATOR], screening, facts, today=people.today_at(site))

    assert squeezed(MARKUP) in text_of(fetched(monitor, screening, "en").content)


def test_a_letter_that_no_font_has_is_named(site, team, monitor):
    team[Role.MONITOR].full_name = "𠮷 Müller \u202e😀"
    team[Role.MONITOR].save()
    text = text_of(fetched(monitor, people.opened(team, site), "en").content)

    assert "[U+20BB7]Müller[U+1F600]" in text
    assert squeezed("Nothing has been signed yet.") in text


def test_every_letter_that_is_let_through_can_be_set():
    """A sample of the Chinese ones, and every one that only the second font has."""
    points = sorted(known())
    letters = [chr(point) for point in points if point < 0x3000] + [chr(point) for point in points[::9]]
    template = '#set document(title: "L")\n#set text(font: ("Noto Sans SC", "Libertinus Serif"))\n#sys.inputs.letters'
    made = typst.compile(
        template.encode(), root=pdf.TEMPLATES, font_paths=[pdf.FONTS], ignore_system_fonts=True,
        sys_inputs={"letters": " ".join(letters)}, pdf_standards=["a-2a", "ua-1"],
    )  # fmt: skip
    assert made.startswith(b"%PDF")


def test_a_stale_signature_says_that_it_no_longer_counts(site, team, monitor):
    screening = people.signed(team, site)
    factories.enter(
        team[Role.COORDINATOR], screening, {"weight_kg": "31.5"}, today=people.today_at(site), reason="misread"
    )

    text = text_of(fetched(monitor, screening, "en").content)

    assert squeezed("this signature no longer counts") in text
    assert squeezed("Signed, data changed since") in text


def test_the_same_content_at_the_same_instant_gives_the_same_bytes(signed, monitor):
    with telling(utc_now()):
        assert fetched(monitor, signed).content == fetched(monitor, signed).content


def test_whoever_sees_the_screening_may_print_it_and_that_is_written_down(signed, team, as_role):
    for role in Role:
        answer = fetched(as_role(role), signed, "zh-hans")
        event = AuditEvent.objects.filter(verb="checklist.print").latest("pk")
        assert (event.actor, event.screening, event.changes) == (team[role], signed, {"languages": "zh-hans"})

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="checklist-{signed.number}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_sites_checklist_does_not_exist(signed, client):
    client.force_login(factories.make_team()[1][Role.INVESTIGATOR])

    assert client.get(f"/screenings/{signed.number}/checklist.pdf").status_code == 404
    assert not AuditEvent.objects.filter(verb="checklist.print").exists()


def test_nobody_is_named_in_it(site, team, coordinator):
    screening = people.judged(team, site, initials="QZX")

    assert "QZX" not in text_of(fetched(coordinator, screening).content)
