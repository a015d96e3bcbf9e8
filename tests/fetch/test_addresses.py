"""Which addresses may be asked, and how one is shown in a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.errors import FetchError
from workforce_grades.fetch.addresses import check_address, without_query

HOSTS = ("www.gov.uk", "raw.githubusercontent.com/data-to-insight/", "Example.ORG")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.gov.uk",
        "https://www.gov.uk/a/b?c=d#e",
        "https://WWW.GOV.UK/a",
        "https://www.gov.uk./a",
        "https://www.gov.uk:443/a",
        "https://example.org/../x%2e",
        "https://raw.githubusercontent.com/data-to-insight/x/main/a.csv",
        "https://raw.githubusercontent.com/data-to-insight/x..y/a",
    ],
)
def test_an_address_on_the_list_may_be_asked(address: str) -> None:
    check_address(address, HOSTS)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://www.gov.uk/a", "an address with plain http, which anybody on the way can change"),
        ("ftp://www.gov.uk/a", "an address with 'ftp:'"),
        ("file:///etc/passwd", "an address with 'file:'"),
        ("//www.gov.uk/a", "an address with ':'"),
        ("https://me@www.gov.uk/a", "an address with a name or a password in it"),
        ("https://:secret@www.gov.uk/a", "an address with a name or a password in it"),
        ("https://www.gov.uk:8443/a", "port 8443"),
        ("https://www.gov.uk:80/a", "port 80"),
        ("https://gov.uk/a", "a host that is not on the list of publishers"),
        ("https://www.gov.uk.example.net/a", "a host that is not on the list of publishers"),
        ("https://evilwww.gov.uk/a", "a host that is not on the list of publishers"),
        ("https:///a", "a host that is not on the list of publishers"),
        ("https://raw.githubusercontent.com/somebody/a", "a host that is not on the list of publishers"),
        ("https://raw.githubusercontent.com/data-to-insight", "a host that is not on the list of publishers"),
        ("https://raw.githubusercontent.com/data-to-insight/../b", "a host that is not on the list of publishers"),
        ("https://raw.githubusercontent.com/data-to-insight/..", "a host that is not on the list of publishers"),
        ("https://raw.githubusercontent.com/data-to-insight/%2e%2e/b", "a host that is not on the list of publishers"),
    ],
)
def test_any_other_address_is_refused_and_says_why(address: str, found: str) -> None:
    with pytest.raises(FetchError) as refused:
        check_address(address, HOSTS)
    assert refused.value.found == found
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("address", ["https://[::1", "https://www.gov.uk:port/a", "https://www.gov.uk:99999/a"])
def test_what_is_no_address_is_said(address: str) -> None:
    with pytest.raises(FetchError, match=r"not an address\. Expected one like https://www\.gov\.uk/"):
        check_address(address, HOSTS)


def test_a_redirect_says_who_led_there() -> None:
    with pytest.raises(FetchError) as refused:
        check_address("http://www.gov.uk/a?token=secret", HOSTS, led_here=True)
    assert refused.value.found.startswith("the publisher's site leads to an address with plain http")
    assert refused.value.address == "http://www.gov.uk/a"
    with pytest.raises(FetchError, match=r"leads to a host that is not on the list.*Add its host to `hosts`"):
        check_address("https://example.net/", HOSTS, led_here=True)


def test_an_empty_list_allows_nobody() -> None:
    with pytest.raises(FetchError, match="not on the list"):
        check_address("https://www.gov.uk/a", ())


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://www.gov.uk/a/b?c=d#e", "https://www.gov.uk/a/b"),
        ("https://me:secret@www.gov.uk/a", "https://www.gov.uk/a"),
        ("https://www.gov.uk:8443", "https://www.gov.uk:8443"),
        ("HTTPS://WWW.Gov.uk/A", "https://www.gov.uk/A"),
        ("nowhere", "://nowhere"),
    ],
)
def test_a_message_shows_an_address_without_what_may_be_secret(address: str, shown: str) -> None:
    assert without_query(address) == shown


def test_a_message_shows_no_more_than_200_signs() -> None:
    assert len(without_query("https://www.gov.uk/" + "a" * 500)) == 200


@given(st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12), st.text("/.%ab", max_size=12))
def test_no_host_is_allowed_that_is_not_one_of_the_list(host: str, path: str) -> None:
    with pytest.raises(FetchError):
        check_address(f"https://{host}.www.gov.uk{path and '/'}{path}", HOSTS)
    with pytest.raises(FetchError):
        check_address(f"https://raw.githubusercontent.com/{host}/{path}", HOSTS)
