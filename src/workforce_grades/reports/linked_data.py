"""What a search engine or a catalogue reads of a page: schema.org in a block of data, which runs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from markupsafe import Markup

from workforce_grades.reports.provenance import Provenance, SourceUsed

_FORMATS: Final = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MADE_UP: Final = "Illustrative data: fictional authorities"
_UNSAFE: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def report_data(title: str, description: str, origin: Provenance) -> Markup:
    """Return the block of data of a report."""
    return data_block({"@type": "Report", **_common(title, description, origin)})


def dataset_data(title: str, description: str, origin: Provenance, files: Iterable[str]) -> Markup:
    """Return the block of data of the whole data set, with the addresses of its files."""
    downloads = [
        {"@type": "DataDownload", "contentUrl": path, "encodingFormat": _FORMATS[ending]}
        for path in files
        for ending in _FORMATS
        if path.endswith(ending)
    ]
    common = _common(title, description, origin)
    return data_block({"@type": "Dataset", **common, **({"distribution": downloads} if downloads else {})})


def data_block(described: Mapping[str, Any]) -> Markup:
    """Return JSON-LD that is safe inside a page: no sign of it can end the element that it stands in."""
    text = json.dumps({"@context": "https://schema.org", **described}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))  # noqa: S704 - every sign that means something in HTML is written out


def _common(title: str, description: str, origin: Provenance) -> dict[str, Any]:
    based_on = [_source(source) for source in origin.sources if source.is_main]
    return {
        "name": title,
        "description": f"{_MADE_UP}. {description}" if origin.illustrative else description,
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "version": origin.code,
        **({"license": origin.licence_page} if origin.licence_page else {}),
        **({"isBasedOn": based_on} if based_on else {}),
    }


def _source(source: SourceUsed) -> dict[str, Any]:
    return {
        "@type": "Dataset", "name": source.title, "version": source.release, "identifier": f"sha256:{source.sha256}",
        "creator": {"@type": "Organization", "name": source.publisher}, **({"url": source.page} if source.page else {}),
    }  # fmt: skip
