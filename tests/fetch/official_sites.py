"""A stand-in of the publishers' sites on this machine: their hosts, their paths, their answers.

It is an HTTPS proxy with a certificate authority of its own. A program that goes through it, as programs go through
the proxy of an office (``HTTPS_PROXY``, ``SSL_CERT_FILE``), asks the official addresses and is answered from here.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import ssl
import threading
import zipfile
from collections.abc import Mapping
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme
from site_server import Answer, Fault, Handler, Planned

from workforce_grades.sources.folder import DataFolder

CONTENT, API = "content.explore-education-statistics.service.gov.uk", "api.education.gov.uk"
GOV, ASSETS, GITHUB, MYSOCIETY = (
    "www.gov.uk", "assets.publishing.service.gov.uk", "raw.githubusercontent.com", "pages.mysociety.org",
)  # fmt: skip
STRANGER = "files.example.org"
HOSTS = (CONTENT, API, GOV, ASSETS, GITHUB, MYSOCIETY, STRANGER)

CSWW = "children-s-social-work-workforce"
DATA_SETS = {
    "workforce": (CSWW, "2025", "6d765688-fb18-4f13-8e8e-be816bc63b17", "1. Indicators (in post, starters)"),
    "workforce_2022": (CSWW, "2022", "00000000-0000-4000-8000-000000002022", "Headline measures"),
    "children_in_need": ("children-in-need", "2025", "00000000-0000-4000-8000-0000000000b1", "B1 Children in need"),
    "referrals": ("children-in-need", "2025", "911dae20-ac5d-4e28-bee8-53a658761fa5", "C1 Referrals and re-referrals"),
    "population": ("children-in-need", "2025", "00000000-0000-4000-8000-0000000000d1", "ONS population estimates"),
}  # fmt: skip
PAGES = {
    "inspections": "/government/statistics/local-authority-inspection-outcomes-as-at-31-march-2025",
    "inspections_2023": "/government/statistics/childrens-social-care-data-in-england-2023",
    "spending": "/government/statistics/local-authority-revenue-expenditure-and-financing-england-2024-to-2025"
    "-individual-local-authority-data-outturn",
}
PLAIN = {
    "authorities": (GITHUB, "/dfe-analytical-services/dfe-published-data-qa/main/data/las.csv"),
    "neighbours": (GITHUB, "/dfe-analytical-services/CSC_outcomes_and_enablers/main/data-raw/sn_model_2025_wide.csv"),
    "neighbours_2021": (
        GITHUB, "/dfe-analytical-services/CSC_outcomes_and_enablers/5f7da587c64a354680f0a53466cb39db375f2862/data/"
        "New_Statistical_Neighbour_Groupings_April_2021.csv"),
    "deprivation": (MYSOCIETY, "/composite_uk_imd/data/uk_index/latest/la_imd.csv"),
    "uk_authorities": (
        MYSOCIETY, "/uk_local_authority_names_and_codes/data/uk_la_future/latest/uk_local_authorities_future.csv"),
}  # fmt: skip
REFERRALS_API = "342f9a01-26f0-2a71-91a1-f8bc0bee8b11"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


class OfficialSites:
    """The sites, filled from a data folder."""

    def __init__(self, folder: Path) -> None:
        data = DataFolder(folder)
        names = [*DATA_SETS, *PAGES, *PLAIN]
        found = {source_id: data.find(source_id) for source_id in names}
        self.files = {source_id: (file.name, file.read_bytes()) for source_id, file in found.items() if file}
        self.data_sets = dict(DATA_SETS)
        self.pages = dict(PAGES)
        self.asked: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.planned: list[Planned] = []
        self.authority = trustme.CA()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(*HOSTS).configure_cert(self.context)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"sites": self}))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def environment(self, folder: Path) -> dict[str, str]:
        """Return what a program's environment needs to come here."""
        certificate = folder / "authority.pem"
        self.authority.cert_pem.write_to_path(str(certificate))
        return {"HTTPS_PROXY": f"http://127.0.0.1:{self.server.server_port}", "SSL_CERT_FILE": str(certificate)}

    def plan(self, where: str, fault: Fault, *, times: int = 1) -> None:
        self.planned.append(Planned(re.compile(where), fault, times))

    def answer(self, host: str, path: str) -> Answer:
        path, _question, query = path.partition("?")
        for source_id, place in PLAIN.items():
            if (host, path) == place and source_id in self.files:
                return Answer(
                    self.files[source_id][1], headers={"Content-Type": "text/plain; charset=utf-8", "ETag": '"1"'}
                )
        known = {CONTENT: self._content, API: self._api, GOV: self._gov_uk, ASSETS: self._asset}
        return known[host](path, query) if host in known else Answer(status=404)

    def _content(self, path: str, _query: str) -> Answer:
        if match := re.fullmatch(r"/api/data-set-files/([^/]+)/download", path):
            held = [source for source, (_slug, _rel, each, _title) in self.data_sets.items() if each == match[1]]
            return self._csv(held[0]) if held and held[0] in self.files else Answer(status=404)
        if match := re.fullmatch(r"/api/publications/([^/]+)/releases/([^/]+)/data-content", path):
            sets = [
                {"dataSetFileId": each, "fileId": "f", "title": title, "meta": {"timePeriodRange": {"start": "2017"}}}
                for slug, release, each, title in self.data_sets.values() if (slug, release) == match.groups()
            ]  # fmt: skip
            return (
                _json({"releaseVersionId": f"{match[1]}.{match[2]}", "dataSets": sets}) if sets else Answer(status=404)
            )
        if match := re.fullmatch(r"/api/publications/([^/]+)/release-entries", path):
            slugs = sorted({release for slug, release, _id, _title in self.data_sets.values() if slug == match[1]})
            return _json({"paging": {"totalPages": 1}, "results": [{"title": slug, "slug": slug} for slug in slugs]})
        if match := re.fullmatch(r"/api/releases/([^/]+)\.([^/.]+)/files", path):
            return Answer(
                self._zip(match[1], match[2]), chunked=True, headers={"Content-Type": "application/octet-stream"}
            )
        return Answer(status=404)

    def _csv(self, source_id: str) -> Answer:
        name, body = self.files[source_id]
        return Answer(
            body, headers={"Content-Type": "text/csv", "Content-Disposition": f'attachment; filename="{name}"'}
        )

    def _zip(self, slug: str, release: str) -> bytes:
        """Return a release's zip; a file that the site does not hold is skipped without a word, as the site does."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data-guidance.txt", "Guidance")
            for source_id, place in self.data_sets.items():
                if place[:2] == (slug, release) and source_id in self.files:
                    archive.writestr(f"data/{self.files[source_id][0]}", self.files[source_id][1])
        return stream.getvalue()

    def _api(self, path: str, query: str) -> Answer:
        base = f"/statistics/v1/data-sets/{REFERRALS_API}"
        if path == f"{base}/versions":
            versions = [{"version": each, "status": "Published"} for each in ("1.0", "1.0.1")]
            return _json({"paging": {"page": 1}, "results": [*versions, {"version": "2.0", "status": "Draft"}]})
        if path == f"{base}/csv" and query == "dataSetVersion=1.0.1":
            return Answer(gzip.compress(self.files["referrals"][1]), headers={
                "Content-Type": "text/csv", "Content-Encoding": "gzip",
                "Content-Disposition": f'attachment; filename="{REFERRALS_API}_v1.0.1.csv"'})  # fmt: skip
        return _json({"title": "Not Found", "status": 404}, 404)

    def _gov_uk(self, path: str, _query: str) -> Answer:
        path = path.removeprefix("/api/content")
        if path == "/government/collections/childrens-social-care-statistics":
            return _json({"links": {"documents": [{"base_path": page} for page in self.pages.values()]}})
        for source_id, page in self.pages.items():
            if path == page and source_id in self.files:
                name = self.files[source_id][0]
                html = {"attachment_type": "html", "id": "1", "title": "Main findings", "url": f"{page}/main-findings"}
                url = f"https://{ASSETS}/media/0123456789abcdef01234567/{name}"
                file = {"attachment_type": "file", "id": name, "title": "Underlying data", "filename": name,
                        "content_type": ODS, "url": url}  # fmt: skip
                return _json({"base_path": page, "document_type": "official_statistics",
                              "details": {"attachments": [html, file]}, "links": {}})  # fmt: skip
        return Answer(status=404)

    def _asset(self, path: str, _query: str) -> Answer:
        held = [body for name, body in self.files.values() if path == f"/media/0123456789abcdef01234567/{name}"]
        return Answer(held[0], headers={"Content-Type": ODS, "ETag": '"a"'}) if held else Answer(status=404)


def _json(content: dict[str, Any], status: int = 200) -> Answer:
    return Answer(json.dumps(content).encode(), status, {"Content-Type": "application/json"})
