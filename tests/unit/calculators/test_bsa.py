"""Body surface area against published examples."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from criteria.calculators.bsa import dubois, mosteller


@pytest.mark.parametrize(
    ("method", "height_cm", "weight_kg", "m2"),
    [
        (mosteller, "170", "70", "1.818"),  # medicalequations.com, worked example
        (mosteller, "160", "90", "2.000"),  # 14,400 / 3600 = 4
        (mosteller, "100", "16", "0.667"),  # by hand: the root of 4/9
        (dubois, "170", "70", "1.810"),  # the adult of 1.81 m2 of the textbooks
        (dubois, "100", "1", "0.202"),  # 0.20247, the constant of the same formula in metres
    ],
)
def test_examples(method: Callable[..., Decimal], height_cm: str, weight_kg: str, m2: str) -> None:
    area = method(height_cm=Decimal(height_cm), weight_kg=Decimal(weight_kg))
    assert area.quantize(Decimal("0.001")) == Decimal(m2)


def test_an_exact_root_is_exact() -> None:
    assert mosteller(height_cm=160, weight_kg=90) == 2


@given(
    height=st.integers(min_value=45, max_value=210),
    weight=st.decimals(min_value=2, max_value=150, places=1),
)
def test_the_methods_agree_within_15_percent_on_ordinary_bodies(height: int, weight: Decimal) -> None:
    body_mass_index = weight / (Decimal(height) / 100) ** 2
    assume(12 <= body_mass_index <= 35)
    ratio = mosteller(height_cm=height, weight_kg=weight) / dubois(height_cm=height, weight_kg=weight)
    assert Decimal("0.85") < ratio < Decimal("1.15")


@pytest.mark.parametrize("method", [mosteller, dubois])
@pytest.mark.parametrize(
    ("height_cm", "weight_kg", "message"),
    [
        (0, 30, r"height_cm is 0; it must be above 0"),
        (-120, 30, r"height_cm is -120; it must be above 0"),
        (120, 0, r"weight_kg is 0; it must be above 0"),
        (120, Decimal("Infinity"), r"weight_kg is Infinity; it must be a finite number"),
    ],
)
def test_impossible_input_is_refused_by_name(
    method: Callable[..., Decimal], height_cm: Decimal, weight_kg: Decimal, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        method(height_cm=height_cm, weight_kg=weight_kg)
