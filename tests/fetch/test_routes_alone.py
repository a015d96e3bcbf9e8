"""The ways to a file, asked of answers that are made here: ids, slugs, the API, zips, pages, plain addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from workforce_grades.errors import FetchError, UnknownNameError
from workforce_grades.fetch import ees, gov_uk
from workforce_grades.fetch.client import GoneError
from workforce_grades.fetch.found import Found
from workforce_grades.fetch.registry import Listed, Registry, load_registry
from workforce_grades.fetch.routes import known_releases, ways
from workforce_grades.fetch.shapes import items, listed, text

CONTENT, API, GOV = "https://c.example", "https://a.example", "https://g.example"
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
PAGE = {"base_path": "/stats/{release}", "attachment": "outcomes", "content_type": TYPE, "collection": "/all"}


class Site:
    """Answers by address, and keeps what was asked."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers, self.asked = answers, list[str]()

    def json(self, address: str) -> Any:
        self.asked.append(address)
        return self.answers[address]


@pytest.fixture(scope="module")
def registry() -> Registry:
    addresses = {"ees_content": CONTENT, "ees_api": API, "gov_uk": GOV}
    return replace(load_registry(), addresses=addresses)


def with_routes(registry: Registry, *routes: dict[str, Any]) -> Listed:
    return replace(registry.sources["workforce"], routes=routes)


def found(listed: Listed, registry: Registry, answers: Mapping[str, Any] | None = None, release: str = "2025") -> Found:
    ((_kind, ask),) = ways(listed, release, registry, Site(answers or {}))  # type: ignore[arg-type]
    return ask()


def test_an_id_of_the_registry_leads_straight_to_its_file(registry: Registry) -> None:
    route = {"kind": "ees-data-set", "data_sets": {"2025": "a/b c"}}
    where = found(with_routes(registry, route), registry)
    assert where == Found(f"{CONTENT}/data-set-files/a%2Fb%20c/download", "2025")
    with pytest.raises(GoneError, match=r"no id of a data set of release 2024 is listed"):
        found(with_routes(registry, route), registry, release="2024")


def data_content(*sets: Any) -> dict[str, Any]:
    return {f"{CONTENT}/publications/need/releases/2025/data-content": {"dataSets": list(sets)}}


SLUG = {"kind": "ees-slug", "publication": "need", "title": "^b1 "}


def test_a_slug_leads_to_the_data_set_whose_title_fits(registry: Registry) -> None:
    answers = data_content(
        {"title": "C1 Referrals", "dataSetFileId": "c"}, {"title": "B1 Need", "dataSetFileId": "b/1"}, "odd",
    )  # fmt: skip
    assert found(with_routes(registry, SLUG), registry, answers).address == f"{CONTENT}/data-set-files/b%2F1/download"


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ([], "0 data sets have a title like '^b1 '. There are: nothing"),
        ([{"title": "A1"}, {"title": "A2"}], "0 data sets have a title like '^b1 '. There are: A1; A2"),
        ([{"title": "B1 x", "dataSetFileId": "1"}, {"title": "b1 y"}], "2 data sets have a title"),
        ([{"title": "B1 x"}], "1 data sets have a title"),
        ([{"title": "B1 x", "dataSetFileId": 7}], "1 data sets have a title"),
    ],
)
def test_no_such_title_or_several_are_refused_with_those_there_are(
    registry: Registry, sets: list[Any], message: str
) -> None:
    with pytest.raises(FetchError) as refused:
        found(with_routes(registry, SLUG), registry, data_content(*sets))
    assert message in str(refused.value)
    assert "Set `title` anew" in str(refused.value)


def test_a_zip_is_that_of_the_releases_version(registry: Registry) -> None:
    route = {"kind": "ees-zip", "publication": "need", "member": "b1*.csv"}
    where = f"{CONTENT}/publications/need/releases/2025/data-content"
    zipped = found(with_routes(registry, route), registry, {where: {"releaseVersionId": "v"}})
    assert zipped == Found(f"{CONTENT}/releases/v/files", "2025", member="b1*.csv")
    with pytest.raises(FetchError, match="has no `releaseVersionId`: its form has changed"):
        found(with_routes(registry, route), registry, {where: {"releaseVersionId": None}})


VERSIONS = f"{API}/data-sets/d/versions?page=1&pageSize=20"


def api(*versions: tuple[str, str]) -> dict[str, Any]:
    return {VERSIONS: {"results": [{"version": version, "status": status} for version, status in versions]}}


@pytest.mark.parametrize(
    ("wanted", "versions", "newest"),
    [
        ("1.*", [("1.0", "Published"), ("1.2", "Published"), ("1.10", "Published")], "1.10"),
        ("1.*", [("1.0", "Published"), ("1.1", "Draft"), ("1.0.1", "Deprecated")], "1.0.1"),
        ("1.*", [("2.0", "Published"), ("11.0", "Published"), ("1.0", "Published")], "1.0"),
        ("2.0", [("2.0", "Published"), ("2.0.1", "Published"), ("210", "Published")], "2.0"),
    ],
)
def test_the_api_gives_the_newest_published_version_that_is_wanted(
    registry: Registry, wanted: str, versions: list[tuple[str, str]], newest: str
) -> None:
    route = {"kind": "ees-api", "data_set": "d", "releases": {"2025": wanted}}
    where = found(with_routes(registry, route), registry, api(*versions))
    assert where == Found(f"{API}/data-sets/d/csv?dataSetVersion={newest}", "2025", version=newest)


def test_a_version_that_is_not_there_is_gone(registry: Registry) -> None:
    route = {"kind": "ees-api", "data_set": "d", "releases": {"2025": "3.*"}}
    with pytest.raises(GoneError, match=r"no version 3\.\*; there are: 1\.0; 2\.0"):
        found(with_routes(registry, route), registry, api(("1.0", "Published"), ("2.0", "Published"), ("3.0", "Draft")))
    with pytest.raises(GoneError, match="no version for release 2024 is listed"):
        found(with_routes(registry, route), registry, api(), release="2024")


def attachment(name: str, kind: str = TYPE, **more: str) -> dict[str, Any]:
    return {"filename": name, "content_type": kind, "url": f"https://assets.example/{name}", **more}


def page(*attachments: Any, kind: str = "official_statistics") -> dict[str, Any]:
    return {f"{GOV}/api/content/stats/2025": {"document_type": kind, "details": {"attachments": list(attachments)}}}


def test_a_page_leads_to_the_attachment_of_that_name_or_title_and_type(registry: Registry) -> None:
    of_page = with_routes(registry, {"kind": "gov-uk", **PAGE})
    answers = page(attachment("Outcomes.csv", "text/csv"), attachment("LA_OUTCOMES.ods"), attachment("other.ods"))
    assert found(of_page, registry, answers) == Found(
        "https://assets.example/LA_OUTCOMES.ods", "2025", "LA_OUTCOMES.ods"
    )
    titled = page({"title": "Outcomes at March", "content_type": TYPE, "url": "/media/x.ods"})
    assert found(of_page, registry, titled) == Found(f"{GOV}/media/x.ods", "2025")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (page(kind="redirect"), "the publication is marked 'redirect'"),
        (page(kind="gone"), "the publication is marked 'gone'"),
        (page(), "0 attachments fit 'outcomes'. There are: nothing. Expected one"),
        (page(attachment("outcomes.csv", "text/csv")), "There are: outcomes.csv (text/csv)"),
        (page({"title": "Outcomes", "attachment_type": "html"}), "There are: Outcomes (html)"),
        (page(attachment("outcomes1.ods"), attachment("outcomes2.ods")), "2 attachments fit 'outcomes'"),
        ({f"{GOV}/api/content/stats/2025": {"details": []}}, "has no `details`: its form has changed"),
        ({f"{GOV}/api/content/stats/2025": {"details": {}}}, "has no list `attachments`: its form has changed"),
    ],
)
def test_a_page_of_another_form_says_what_is_wrong(registry: Registry, answers: dict[str, Any], message: str) -> None:
    with pytest.raises(FetchError) as refused:
        found(with_routes(registry, {"kind": "gov-uk", **PAGE}), registry, answers)
    assert message in str(refused.value)
    assert isinstance(refused.value, GoneError) == ("is marked" in message)


def test_releases_of_a_collection_are_those_of_its_form_newest_first(registry: Registry) -> None:
    documents = [{"base_path": f"/stats/{name}"} for name in ("2024", "2026", "2024-to-2025", "latest", "2025/x")]
    site = Site({f"{GOV}/api/content/all": {"links": {"documents": [*documents, {}, "odd"]}}})
    assert gov_uk.releases(PAGE, registry, site) == ["2026", "2024-to-2025", "2024"]  # type: ignore[arg-type]
    with pytest.raises(FetchError, match="no list `documents`"):
        gov_uk.releases(PAGE, registry, Site({f"{GOV}/api/content/all": {"links": []}}))  # type: ignore[arg-type]


def test_releases_of_a_publication_are_its_slugs_newest_first(registry: Registry) -> None:
    where = f"{CONTENT}/publications/a%20b/release-entries?page=1&pageSize=20"
    site = Site({where: {"results": [{"slug": "2024"}, {"slug": "2025"}, {"slug": ""}, {"title": "x"}]}})
    assert ees.releases({"publication": "a b"}, registry, site) == ["2025", "2024"]  # type: ignore[arg-type]


def test_the_first_route_that_lists_releases_is_asked(registry: Registry) -> None:
    where = f"{CONTENT}/publications/need/release-entries?page=1&pageSize=20"
    site = Site({where: {"results": [{"slug": "2025"}]}, f"{GOV}/api/content/all": {"links": {"documents": []}}})
    plain = {"kind": "url", "address": "x"}
    for routes, known in (([plain, SLUG, PAGE], ["2025"]), ([PAGE, SLUG], []), ([plain], []), ([], [])):
        assert known_releases(with_routes(registry, *routes), registry, site) == known  # type: ignore[arg-type]


def test_a_plain_address_is_filled_in_from_the_registry(registry: Registry) -> None:
    route = {"kind": "url", "address": "{gov_uk}/files/{release}.csv"}
    assert found(with_routes(registry, route), registry).address == f"{GOV}/files/2025.csv"


def test_routes_come_in_their_order_and_are_asked_one_by_one(registry: Registry) -> None:
    routes = [SLUG, {"kind": "url", "address": "{gov_uk}/a"}]
    site = Site({})
    kinds = [kind for kind, _ask in ways(with_routes(registry, *routes), "2025", registry, site)]  # type: ignore[arg-type]
    assert (kinds, site.asked) == (["ees-slug", "url"], [])


@pytest.mark.parametrize(
    ("routes", "kind", "message"),
    [
        (
            [{"kind": "gov_uk"}],
            UnknownNameError,
            "workforce: kind of route 'gov_uk' is not known. Did you mean 'gov-uk'",
        ),
        ([{}], UnknownNameError, "kind of route '' is not known"),
        ([], FetchError, "workforce: the registry has no route to it. Take it by hand from https://"),
        ([{"kind": "url"}], FetchError, "url: the route in the registry lacks 'address'"),
        ([{"kind": "url", "address": "{gov}/a"}], FetchError, "url: the route in the registry lacks 'gov'"),
        ([{"kind": "ees-slug"}], FetchError, "ees-slug: the route in the registry lacks 'publication'"),
    ],
)
def test_a_route_that_cannot_be_taken_says_why(
    registry: Registry, routes: list[dict[str, Any]], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        found(with_routes(registry, *routes), registry)


def test_values_have_the_type_that_is_wanted_or_none() -> None:
    assert items({"a": [{"b": 1}, 2, None, {}]}, "a", address="x") == [{"b": 1}, {}]
    assert [text(answer, "a") for answer in ({"a": "b"}, {"a": 1}, {"a": None}, {})] == ["b", "", "", ""]
    for answer in ({}, {"a": {}}, {"a": "b"}):
        with pytest.raises(FetchError, match=r"x: the answer has no list `a`.*`workforce-grades data lock`"):
            items(answer, "a", address="x")


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], "nothing"),
        (["a"], "a"),
        (["a", "b", "c"], "a; b; c"),
        (["a", "b", "c", "d", "e"], "a; b; c; and 2 more"),
        (["x" * 100], "x" * 80),
    ],
)
def test_names_for_a_message_are_few_and_short(names: list[str], shown: str) -> None:
    assert listed(names, 3) == shown
