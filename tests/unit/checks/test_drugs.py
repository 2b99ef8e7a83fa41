"""Names by which drugs are known, and names that only look like them."""

import pytest

from criteria.drugs import (
    drug_words,
    growth_factor_acting,
    is_anticoagulant,
    is_live_vaccine,
    is_nitrosourea,
    raises_neutrophils,
)


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Carmustine", True),
        ("temozolomide/CCNU", True),
        ("MeCCNU", True),
        ("注射用盐酸尼莫司汀", True),
        ("bendamustine", False),
        ("苯达莫司汀", False),
        ("vaccnux", False),
        ("", False),
    ],
)
def test_nitrosoureas(agent: str, expected: bool) -> None:
    assert is_nitrosourea(agent) is expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("pegfilgrastim", "long"),
        ("Pegfilgrastim-jmdb", "long"),
        ("PEG-rhG-CSF", "long"),
        ("聚乙二醇化重组人粒细胞刺激因子注射液", "long"),
        ("硫培非格司亭", "long"),
        ("darbepoetin alfa", "long"),
        ("filgrastim", "short"),
        ("rhG-CSF", "short"),
        ("重组人粒细胞刺激因子", "short"),
        ("重组人粒细胞巨噬细胞刺激因子", "short"),
        ("rhTPO", "short"),
        ("epoetin beta", "short"),
        ("eltrombopag", None),
        ("", None),
    ],
)
def test_growth_factors(agent: str, expected: str | None) -> None:
    assert growth_factor_acting(agent) == expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [("filgrastim", True), ("", True), ("rhTPO", False), ("重组人促红素", False), ("darbepoetin", False)],
)
def test_only_colony_stimulating_factors_raise_neutrophils(agent: str, expected: bool) -> None:
    assert raises_neutrophils(agent) is expected


@pytest.mark.parametrize(
    ("agent", "expected"),
    [("Heparin sodium", True), ("低分子肝素", True), ("rivaroxaban", True), ("heparinase", False), ("aspirin", False)],
)
def test_anticoagulants(agent: str, expected: bool) -> None:
    assert is_anticoagulant(agent) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MMR", True),
        ("M-M-R II (measles, mumps, rubella)", True),
        ("BCG", True),
        ("LAIV", True),
        ("水痘减毒活疫苗", True),
        ("乙脑减毒活疫苗", True),
        ("recombinant zoster", False),
        ("乙型脑炎灭活疫苗", False),
        ("inactivated rotavirus (trial)", False),
        ("influenza", False),
        ("hepatitis B", False),
    ],
)
def test_live_vaccines(name: str, expected: bool) -> None:
    assert is_live_vaccine(name) is expected


def test_the_words_of_a_regimen_leave_short_ones_out() -> None:
    assert drug_words("Irinotecan/temozolomide + GM 5") == {"irinotecan", "temozolomide"}
    assert drug_words("长春新碱") == {"长春新碱"}
