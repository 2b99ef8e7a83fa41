"""What each role does and sees: the monitor reads, the administrator downloads, everybody in their own language."""

import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from screening.models import Role, Screening
from tests import factories, people
from tests.browser import desk

pytestmark = pytest.mark.django_db(transaction=True)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_a_monitor_reads_everything_and_changes_nothing(live_server, page, site, team, check_accessibility):
    # Given somebody in screening, a screen failure and an enrolment
    screening = people.filled(team, site)
    people.failed(team, site)
    people.enrolled(team, site)
    before = list(Screening.objects.values_list("number", "version", "status"))
    desk.sign_in(page, live_server.url, team[Role.MONITOR])
    expect(page.get_by_role("link", name="Start a screening")).to_have_count(0)

    # When the monitor follows every way from the worklist
    page.get_by_role("link", name=screening.number, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eligibility verdict")
    page.get_by_role("link", name="E7", exact=True).click()
    expect(page.get_by_role("heading", name="The protocol's words")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("link", name="Form", exact=True).click()

    # Then fields are shown and cannot be typed into, and what is written by others is refused
    expect(page.locator("main button[type=submit]:visible")).to_have_count(0)
    expect(page.locator("main input:enabled:visible")).to_have_count(0)
    check_accessibility(page)
    page.get_by_role("link", name="History", exact=True).click()
    expect(page.get_by_text(team[Role.COORDINATOR].printed_name).first).to_be_visible()
    check_accessibility(page)
    answer = page.goto(f"{live_server.url}/screenings/{screening.number}/judge/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_text("the role Investigator is needed")).to_be_visible()
    check_accessibility(page)
    assert list(Screening.objects.values_list("number", "version", "status")) == before


def test_an_administrator_takes_the_lists_out(live_server, page, site, team, check_accessibility):
    # Given one enrolment and one who withdrew for a reason that a spreadsheet would calculate
    enrolled = people.enrolled(team, site)
    withdrawn = people.opened(team, site)
    factories.screenings.withdraw(by=team[Role.COORDINATOR], screening=withdrawn, reason="=HYPERLINK(1)")

    # When the administrator opens the list and downloads it: two clicks
    desk.sign_in(page, live_server.url, team[Role.ADMINISTRATOR])
    page.get_by_role("link", name="Enrolment list").click()
    check_accessibility(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download XLSX").click()

    # Then the file is a workbook with the subject, and the log as CSV has nothing that calculates
    with zipfile.ZipFile(download.value.path()) as book:
        assert b"S-001" in book.read("xl/worksheets/sheet1.xml")
    page.get_by_role("link", name="Screening log").click()
    check_accessibility(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:-1]] == [enrolled.number, withdrawn.number]
    assert lines[-1].startswith("trialsite audit head ")
    assert lines[2].endswith(",'=HYPERLINK(1)")


def test_the_pages_speak_chinese(live_server, new_page, site, team, check_accessibility):
    # Given an investigator who switches to Chinese on a page
    waiting = people.filled(team, site)
    judged = people.judged(team, site)
    page = new_page()
    desk.sign_in(page, live_server.url, team[Role.INVESTIGATOR])
    page.goto(f"{live_server.url}/worklist/?show=all")
    page.get_by_role("button", name="中文").click()

    # Then the same page is shown, and every further page is Chinese
    expect(page).to_have_url(re.compile(r"/worklist/\?show=all$"))
    for path, heading in (
        ("/worklist/?show=all", "工作列表"),
        (f"/screenings/{waiting.number}/verdict/", "入排判定"),
        (f"/screenings/{waiting.number}/judge/", "研究者判断"),
        (f"/screenings/{judged.number}/sign/", "签署"),
        (f"/screenings/{judged.number}/history/", "历史"),
        ("/log/", "筛选登记表"),
        ("/reports/", "报告"),
        ("/help/", "帮助"),
    ):
        page.goto(live_server.url + path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
        assert english_sentences(page) == [], path
        check_accessibility(page)


def english_sentences(page: Page) -> list[str]:
    """Visible pieces of text with three English words in a row: names, codes and units have fewer."""
    texts = page.locator("main").inner_text().splitlines()
    return [text for text in texts if re.search(r"\b[a-z]+ [a-z]+ [a-z]+\b", text) and not CHINESE.search(text)]


def test_a_phone_shows_every_page_without_scrolling_sideways(live_server, new_page, site, team, check_accessibility):
    screening = people.signed(team, site)
    page = new_page(viewport={"width": 320, "height": 640})
    desk.sign_in(page, live_server.url, team[Role.COORDINATOR])
    number = screening.number
    for path in ("worklist/", f"screenings/{number}/verdict/", f"screenings/{number}/verdict/I7/", "log/", "reports/",
                 f"screenings/{number}/history/", f"screenings/{number}/enrol/", "screenings/new/"):  # fmt: skip
        page.goto(f"{live_server.url}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, path
        check_accessibility(page)
