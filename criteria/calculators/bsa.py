"""Body surface area in m2 from height and weight."""

from decimal import Decimal, localcontext

from criteria.calculators.exact import Exact, positive, result, working_context


def mosteller(*, height_cm: Exact, weight_kg: Exact) -> Decimal:
    """The square root of height x weight / 3600. Source: Mosteller RD. N Engl J Med 1987;317:1098."""
    height, weight = positive("height_cm", height_cm), positive("weight_kg", weight_kg)
    with localcontext(working_context()):
        return result((height * weight / 3600).sqrt())


def dubois(*, height_cm: Exact, weight_kg: Exact) -> Decimal:
    """0.007184 x height^0.725 x weight^0.425. Source: Du Bois D, Du Bois EF. Arch Intern Med 1916;17:863-71."""
    height, weight = positive("height_cm", height_cm), positive("weight_kg", weight_kg)
    with localcontext(working_context()):
        return result(Decimal("0.007184") * height ** Decimal("0.725") * weight ** Decimal("0.425"))
