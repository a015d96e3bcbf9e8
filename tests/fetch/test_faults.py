"""Faults of publishers' sites, on demand: each is survived, or said in one line, and nothing is left half written."""

from __future__ import annotations

import gzip
import io
import json
import time
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from official_sites import CONTENT, GITHUB, GOV, STRANGER, OfficialSites
from site_faults import changes, cuts_short, drips, falls_silent, gives, leads_to, resets, says
from site_server import Fault

from calling import Caller

HTML = b"<!DOCTYPE html><html><body>Sorry, there is a problem with the service</body></html>"
BOMB = gzip.compress(bytes(25_000_000))
LAS = f"https://{GITHUB}/dfe-analytical-services/dfe-published-data-qa/main/data/las.csv"


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return stream.getvalue()


@dataclass(frozen=True)
class Case:
    fault: Fault
    message: str = ""
    """Of what is said in the end; empty where the fault is survived."""

    times: int = 1


def later(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


CASES = {
    "too many requests, then well": Case(says(429, retry_after="0")),
    "too many requests until a date": Case(says(429, retry_after=later(0))),
    "too many requests until a day that never comes": Case(says(429, retry_after="Fri, 31 Dec 9999 23:59:59 -2300")),
    "too many requests, wait an hour": Case(says(429, retry_after="3600"), "429 Too Many Requests; it asks to wait"),
    "too many requests for good": Case(says(429), "429 Too Many Requests (in 4 tries). Try again later", 9),
    "a server error, then well": Case(says(500), times=2),
    "server errors for good": Case(says(503), "503 Service Unavailable (in 4 tries)", 9),
    "not allowed": Case(says(403), "403 Forbidden", 9),
    "gone": Case(says(410), "410 Gone. The id may have expired", 9),
    "reset midway, then well": Case(resets, times=2),
    "reset midway for good": Case(resets, "the connection was lost", 9),
    "cut short, then well": Case(cuts_short),
    "cut short for good": Case(cuts_short, "the connection was lost", 9),
    "silence, then well": Case(falls_silent),
    "silence for good": Case(falls_silent, "no answer in time (in 4 tries)", 9),
    "a slow drip": Case(drips(0.2), "bytes in 1.5 seconds. Try again later", 9),
    "half a file of its own accord": Case(changes(lambda body: body[: len(body) // 2]), "76 rows. Expected", 9),
    "half the rows": Case(changes(lambda body: b"".join(body.splitlines(True)[:60])), "rows. Expected about 100", 9),
    "an error page": Case(gives(HTML), "las.csv: this is a web page, not a CSV (starts `<!DOCTYPE html>", 9),
    "an error as JSON": Case(gives(b'{"status": 404}'), "error from the server: 404", 9),
    "nothing": Case(gives(b""), "las.csv: the file is empty", 9),
    "another table": Case(gives(b"a,b\n1,2\n"), "las.csv, header: column `new_la_code`", 9),
    "the wrong content type": Case(changes(lambda body: body)),
    "packed as the answer": Case(lambda h, a: gives(gzip.compress(a.body), Content_Encoding="gzip")(h, a)),
    "packed as a file": Case(changes(gzip.compress)),
    "packed and damaged": Case(
        lambda h, a: gives(gzip.compress(a.body)[:-900], Content_Encoding="gzip")(h, a), "las.csv", 9),
    "packed, and not at all": Case(gives(b"plain", Content_Encoding="gzip"), "the compressed answer is damaged", 9),
    "a packed file, damaged": Case(changes(lambda body: gzip.compress(body)[:-900]), "the gzip data is damaged", 9),
    "a bomb in the answer": Case(gives(BOMB, Content_Encoding="gzip"), "more than 10,000,000 bytes", 9),
    "a bomb as a file": Case(gives(BOMB), "unpacks to more than 20,000,000 bytes", 9),
    "too large by its own account": Case(gives(b"x", X_Length="900000000"), "more than 10,000,000 bytes", 9),
    "round in circles": Case(leads_to(LAS), "leads on and on: more than 5 redirects", 99),
    "to plain http": Case(leads_to(LAS.replace("https", "http")), "leads to an address with plain http", 9),
    "to a stranger": Case(leads_to(f"https://{STRANGER}/las.csv"), "leads to a host that is not on the list", 9),
    "to another owner's folder": Case(leads_to(f"https://{GITHUB}/someone/else/las.csv"), "not on the list", 9),
    "out of the owner's folder": Case(
        leads_to(f"https://{GITHUB}/dfe-analytical-services/%2e%2e/someone/las.csv"), "not on the list", 9),
    "to a file of this machine": Case(leads_to("file:///etc/passwd"), "leads to an address with 'file:'", 9),
    "to another port": Case(leads_to("https://www.gov.uk:8443/las.csv"), "leads to port 8443", 9),
    "to somebody's account": Case(leads_to("https://me:secret@www.gov.uk/las.csv"), "with a name or a password", 9),
    "to what is no address": Case(leads_to("https://[1::/las.csv"), "Invalid URL", 9),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_survived_or_said(call: Caller, sites: OfficialSites, raw: Path, name: str) -> None:
    case = CASES[name]
    sites.plan("las.csv", case.fault, times=case.times)
    said = call("data", "fetch", "--into", raw, "authorities")
    assert [file.name for file in raw.iterdir() if "incoming" in file.name or ".part" in file.name] == []
    if not case.message:
        assert (said.code, said.err) == (0, "")
        assert (raw / "las.csv").read_bytes() == sites.files["authorities"][1]
        return
    assert said.code == 1
    assert case.message in said.err
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    assert "secret" not in said.err
    assert not (raw / "las.csv").exists()
    assert not (raw / "lock.json").exists()


def test_a_fault_leaves_the_earlier_file_and_its_record(call: Caller, sites: OfficialSites, raw: Path) -> None:
    call("data", "fetch", "--into", raw, "authorities")
    before = (raw / "lock.json").read_bytes()
    sites.plan("las.csv", changes(lambda body: b"".join(body.splitlines(True)[:60])))
    assert call("data", "fetch", "--into", raw, "--update", "authorities").code == 1
    assert (raw / "lock.json").read_bytes() == before
    assert (raw / "las.csv").read_bytes() == sites.files["authorities"][1]


def test_one_source_that_fails_keeps_no_other_from_coming(call: Caller, sites: OfficialSites, raw: Path) -> None:
    sites.plan("sn_model", says(403), times=9)
    said = call("data", "fetch", "--into", raw, "authorities", "neighbours")
    assert "authorities: new" in said.out
    assert "neighbours: failed" in said.err
    assert "1 of 2 sources" in said.out


def test_a_content_that_no_loader_takes_is_not_put_in_place(call: Caller, sites: OfficialSites, raw: Path) -> None:
    """A rate that is no quotient of its counts: the form is right, the identity is not."""
    call("data", "fetch", "--into", raw, "authorities")

    def swapped(body: bytes) -> bytes:
        return body.replace(b"agency_rate_fte", b"_").replace(b"vacancy_rate_fte", b"agency_rate_fte").replace(
            b",_,", b",vacancy_rate_fte,")  # fmt: skip

    sites.plan(f"{CONTENT}/api", changes(swapped), times=9)
    said = call("data", "fetch", "--into", raw, "workforce")
    assert said.code == 1
    assert "columns may be swapped" in said.err
    assert list(raw.glob("*csww*")) == []


ZIPS = {
    "a member that leads out": (zipped(("../../b1_children_in_need_2017_to_2025.csv", b"x")), "leads out of it"),
    "an absolute member": (zipped(("/etc/b1_children_in_need_x.csv", b"x")), "leads out of it"),
    "a member with a drive": (zipped(("C:\\b1_children_in_need_x.csv", b"x")), "leads out of it"),
    "a bomb": (zipped(("data/b1_children_in_need_x.csv", bytes(25_000_000))), "unpacks to 25,000,000 bytes"),
    "no such member": (zipped(("data/other.csv", b"x")), "is not in the zip. It holds: data/other.csv"),
    "two such members": (
        zipped(("a/b1_children_in_need_1.csv", b"x"), ("b/b1_children_in_need_2.csv", b"x")), "fits 2 members"),
    "half a zip": (zipped(("b1_children_in_need_x.csv", bytes(9_000)))[:-30], "the zip is damaged or incomplete"),
    "no zip": (HTML, "the zip is damaged or incomplete"),
    "a web page inside": (zipped(("b1_children_in_need_2017_to_2025.csv", HTML)), "is a web page, not a CSV"),
}  # fmt: skip


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_can_do_no_harm(call: Caller, sites: OfficialSites, raw: Path, name: str) -> None:
    body, message = ZIPS[name]
    sites.plan(f"{CONTENT}/api/data-set-files", says(404), times=9)
    sites.plan(f"{CONTENT}/api/releases", gives(body), times=9)
    said = call("data", "fetch", "--into", raw, "children_in_need")
    assert said.code == 1
    assert message in said.err
    assert not (raw.parent / "b1_children_in_need_2017_to_2025.csv").exists()
    assert list(raw.glob("b1*")) == []


ANSWERS: dict[str, tuple[str, object, str]] = {
    "no list of data sets": ("data-content", {"releaseVersionId": "x"}, "the answer has no list `dataSets`"),
    "data sets of another shape": ("data-content", {"dataSets": [1, "x", {"title": 3}]}, "0 data sets have a title"),
    "two data sets": ("data-content", {"dataSets": [{"title": "B1 a", "dataSetFileId": "1"}, {"title": "B1 b"}]},
                      "2 data sets have a title like '^b1\\b'. There are: B1 a; B1 b"),
    "a list": ("data-content", [1], "answers with a JSON list. Expected an object"),
    "a web page": ("data-content", HTML, "answers with a web page that is not JSON"),
    "deeper than can be read": ("data-content", b"[" * 100_000, "is not JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_of_another_form_is_said(call: Caller, sites: OfficialSites, raw: Path, name: str) -> None:
    where, answer, message = ANSWERS[name]
    sites.plan(where, gives(answer if isinstance(answer, bytes) else json.dumps(answer).encode()), times=9)
    said = call("data", "fetch", "--into", raw, "children_in_need")
    assert said.code == 1
    assert message in said.err
    assert "take it by hand from https://explore-education-statistics" in said.err


PAGES: dict[str, tuple[object, str]] = {
    "a page that moved": ({"document_type": "redirect"}, "the publication is marked 'redirect'"),
    "no details": ({}, "the answer has no `details`: its form has changed"),
    "no attachments": ({"details": {}}, "the answer has no list `attachments`"),
    "only a web page": ({"details": {"attachments": [{"attachment_type": "html", "url": "/x/main"}]}},
                        "0 attachments fit '(underlying data|inspection.outcomes)'. There are: main (html)"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_another_form_is_said(call: Caller, sites: OfficialSites, raw: Path, name: str) -> None:
    answer, message = PAGES[name]
    sites.plan(f"{GOV}/api/content", gives(json.dumps(answer).encode()), times=9)
    said = call("data", "fetch", "--into", raw, "inspections")
    assert (said.code, message in said.err) == (1, True), said.err


def test_a_fetch_that_is_stopped_leaves_nothing_behind(
    call: Caller, sites: OfficialSites, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workforce_grades.fetch.fetching.check_content", stopped)
    assert call("data", "fetch", "--into", raw, "authorities").code == 130
    assert sorted(file.name for file in raw.iterdir() if file.name.startswith(".incoming") or "las" in file.name) == []


def test_a_second_fetch_into_the_same_folder_waits_for_nobody(call: Caller, raw: Path) -> None:
    from workforce_grades.fetch.lock import alone

    with alone(raw):
        said = call("data", "fetch", "--offline", "--into", raw)
    assert (said.code, "another fetch is at work in this folder" in said.err) == (2, True)


def test_requests_to_one_host_keep_their_distance(call: Caller, sites: OfficialSites, raw: Path) -> None:
    own = raw.parent / "paced.toml"
    own.write_text((raw.parent / "haste.toml").read_text().replace("requests = 0", "requests = 0.4"))
    began = time.monotonic()
    call("data", "fetch", "--config", own, "--into", raw, "authorities", "neighbours")
    assert len(sites.asked) == 2
    assert time.monotonic() - began > 0.4


def test_a_host_that_cannot_be_reached_is_said(
    call: Caller, sites: OfficialSites, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    said = call("data", "fetch", "--into", raw, "authorities")
    assert (said.code, "cannot be reached (" in said.err) == (1, True)


def test_a_certificate_that_is_not_trusted_ends_it(
    call: Caller, sites: OfficialSites, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    said = call("data", "fetch", "--into", raw, "authorities")
    assert (said.code, "certificate" in said.err.lower()) == (1, True)
    assert sites.asked == []
