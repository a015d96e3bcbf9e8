"""The grammar of specifications: every part round, every refusal with its kind, its nearest and its hint."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from workforce_grades.codebook import OUTCOMES
from workforce_grades.errors import UnknownNameError
from workforce_grades.models.spec import (
    AGENCY,
    BASE,
    CHOICES,
    CONTEXT,
    FORM,
    FULL,
    MAIN_SPECS,
    TERMS,
    Spec,
    as_spec,
    parse_spec,
)

VALUES = [(part, value) for part, allowed in CHOICES.items() for value in allowed if value]


@pytest.mark.parametrize(("part", "value"), VALUES)
def test_every_value_of_every_part_goes_round(part: str, value: str) -> None:
    spec = parse_spec(f" {part} = {value} | turnover | overall ")
    assert getattr(spec, part) == value
    rest = {other: allowed[0] for other, allowed in CHOICES.items() if other != part}
    assert {other: getattr(spec, other) for other in rest} == rest
    assert str(spec) == "overall|turnover" + (f"|{part}={value}" if value != CHOICES[part][0] else "")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_stands_first_whichever_comes_first(outcome: str) -> None:
    assert str(parse_spec(f"caseload|{outcome}")) == str(parse_spec(f"{outcome}|caseload")) == f"{outcome}|caseload"


@pytest.mark.parametrize("term", TERMS)
def test_every_term_alone(term: str) -> None:
    assert parse_spec(f"overall|{term}").terms == (term,)
    with pytest.raises(UnknownNameError, match="term '' is not known"):
        parse_spec(f"overall|{term}+")


@pytest.mark.parametrize(
    ("text", "kind", "name", "repaired"),
    [
        ("overal|turnover+caseload|lag=1", "outcome", "overal", "overall|turnover+caseload|lag=1"),
        ("leadrs|agency", "outcome", "leadrs", "leaders|agency"),
        ("in_car|agency", "outcome", "in_car", "in_care|agency"),
        ("overall|deprivaton", "term", "deprivaton", "overall|deprivation"),
        ("overall|log_populaton+turnover", "term", "log_populaton", "overall|turnover+log_population"),
        ("overall|previous_grad+cin_rat", "term", "previous_grad", "overall|cin_rate+previous_grade"),
        ("overall|turnover|family=orderd_logit_re", "family", "orderd_logit_re",
         "overall|turnover|family=ordered_logit_re"),
        ("overall|turnover|familly=ols_grade", "specification part", "familly", "overall|turnover|family=ols_grade"),
        ("overall|turnover|sample=no_londn", "sample", "no_londn", "overall|turnover|sample=no_london"),
        ("overall|turnover|lag=mean33", "lag", "mean33", "overall|turnover|lag=mean3"),
        ("overall|turnover|turnover=headcnt", "turnover", "headcnt", "overall|turnover|turnover=headcount"),
        ("overall|turnover|effects=regin", "effects", "regin", "overall|turnover|effects=region"),
        ("overall|turnover|cluster=return_grup", "cluster", "return_grup", "overall|turnover|cluster=return_group"),
        ("sample=all|overall|turnovr", "term", "turnovr", "overall|turnover|sample=all"),
        ("overall|turnover|sample=all=x", "sample", "all=x", "overall|turnover|sample=all"),
        ("overall|turnovr|effects=region+census_year", "term", "turnovr",
         "overall|turnover|effects=region+census_year"),
        ("overall|turnovr|effects=census_year+region", "term", "turnovr",
         "overall|turnover|effects=region+census_year"),
        ("overall|turnover+own_mine|smple=all", "specification part", "smple", "overall|turnover+own_mine|sample=all"),
    ],
)  # fmt: skip
def test_one_misspelt_word_is_named_and_the_whole_id_put_right(text: str, kind: str, name: str, repaired: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        parse_spec(text)
    assert (caught.value.kind, caught.value.name) == (kind, name)
    assert str(caught.value).endswith(f"Try '{repaired}'.")
    assert "Known: " in str(caught.value)
    assert str(parse_spec(repaired)) == repaired


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("overall|turnover|caseload", "A part is missing, empty or there twice"),
        ("overall|turnover|", "A part is missing, empty or there twice"),
        ("sample=all|lag=1", "A part is missing, empty or there twice"),
        ("overall|turnover|lag=1| lag =2", "A part is missing, empty or there twice"),
        ("overall|turnover|lead=1|lag=2", "Give a lag or a lead, not both"),
        ("overall|caseload+turnover+caseload", "A term is there twice"),
        ("overall|own_a+own_a", "A term is there twice"),
    ],
)
def test_what_is_no_misspelling_is_refused_as_a_whole_with_the_form(text: str, why: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        parse_spec(text)
    assert (caught.value.kind, caught.value.name) == ("specification", text)
    assert str(caught.value).endswith(f"{why}. {FORM}.")
    assert set(caught.value.nearest) <= set(MAIN_SPECS.values())


@pytest.mark.parametrize(
    "text", ["overall|xyzzy", "overall|turnover|xyzzy=1", "overall|turnover|sample=xyzzy", "xyzzy|turnover"]
)
def test_what_is_near_to_nothing_gets_the_form_instead_of_a_guess(text: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        parse_spec(text)
    assert caught.value.name == "xyzzy"
    assert "Try" not in str(caught.value)
    assert FORM in str(caught.value)


@pytest.mark.parametrize("distance", ["lag=1|lead=1", "lead=2|sample=all|lag=2"])
def test_no_id_is_suggested_with_a_lag_and_a_lead(distance: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        parse_spec(f"overall|turnovr|{distance}")
    assert "Try" not in str(caught.value)
    assert FORM in str(caught.value)


def test_the_form_names_every_part() -> None:
    assert FORM == ("An id is outcome|terms, then any of family=, sample=, lag=, lead=, turnover=, effects=, cluster=")


@pytest.mark.parametrize("value", ["region+census_year", "census_year+region", " census_year + region "])
def test_effects_in_either_order_are_the_same(value: str) -> None:
    assert parse_spec(f"overall|turnover|effects={value}").effects == "region+census_year"


@pytest.mark.parametrize(
    ("term", "fits"),
    [
        ("own_a", True), ("own_a1_b", True), ("own_" + "a" * 40, True), ("own_" + "a" * 41, False), ("own_", False),
        ("own_1a", False), ("own_A", False), ("own_é", False), ("own__a", False), ("Own_a", False), ("own_a-b", False),
    ],
)  # fmt: skip
def test_a_researchers_own_terms_are_plain_short_names(term: str, fits: bool) -> None:
    if fits:
        assert parse_spec(f"overall|{term}").terms == (term,)
    else:
        with pytest.raises(UnknownNameError, match="term"):
            parse_spec(f"overall|{term}")


def test_own_terms_come_last_by_name_and_once() -> None:
    spec = Spec("overall", ("own_b", "caseload", "own_a", "turnover", "caseload", "own_b"))
    assert spec.terms == ("turnover", "caseload", "own_a", "own_b")
    assert str(spec) == "overall|turnover+caseload+own_a+own_b"


def test_the_same_choices_are_equal_and_hash_alike_whatever_their_order() -> None:
    one, other = Spec("overall", ("caseload", "turnover")), parse_spec("overall|turnover+caseload|lag=0")
    assert one == other
    assert len({one, other, replace(one, sample="all")}) == 2
    with pytest.raises(FrozenInstanceError):
        one.sample = "all"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("fields", "kind", "name"),
    [
        ({"outcome": "overal"}, "outcome", "overal"),
        ({"terms": ("turnovr",)}, "term", "turnovr"),
        ({"family": "logit"}, "family", "logit"),
        ({"sample": ""}, "sample", ""),
        ({"lag": "3"}, "lag", "3"),
        ({"lead": "3"}, "lead", "3"),
        ({"turnover": "people"}, "turnover", "people"),
        ({"effects": "census_year+region"}, "effects", "census_year+region"),
        ({"cluster": "region"}, "cluster", "region"),
        ({"terms": ()}, "specification", "overall"),
        ({"lag": "mean3", "lead": "2"}, "specification", "overall|lag=mean3|lead=2"),
    ],
)
def test_fields_set_in_code_are_checked_one_by_one(fields: dict[str, object], kind: str, name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        Spec(**{"outcome": "overall", "terms": ("turnover",), **fields})  # type: ignore[arg-type]
    assert (caught.value.kind, caught.value.name) == (kind, name)


def test_a_specification_is_itself_and_an_id_is_read() -> None:
    spec = Spec("overall", ("turnover",), lead="2")
    assert as_spec(spec) is spec
    assert as_spec("overall|turnover|lead=2") == spec
    assert as_spec("overall|turnover|lead=2") is not spec


def test_the_main_families_grow_by_their_terms_and_have_a_twin_of_all() -> None:
    plain = [name for name in MAIN_SPECS if not name.endswith("_all")]
    assert len(MAIN_SPECS) == 2 * len(plain) == 12
    for name in plain:
        assert replace(parse_spec(MAIN_SPECS[name]), sample="all") == parse_spec(MAIN_SPECS[f"{name}_all"])
    terms = {name: set(parse_spec(MAIN_SPECS[name]).terms) for name in plain}
    assert terms["base"] < terms["agency"] < terms["full"]
    assert terms["context"] - terms["base"] == set(CONTEXT) == terms["context_agency"] - terms["agency"]
    assert terms["prev"] - terms["base"] == {"previous_grade"}
    assert (FULL[:2], FULL[:3]) == (BASE, AGENCY)
