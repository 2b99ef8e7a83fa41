from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.layouts import Block, Part, RepeatRows

_DAY_NOT_KNOWN = _("One row for each. If the day is not known, type 2026-05 or 2026.")


class TherapiesForm(SectionForm):
    section = "therapies"

    def layout(self) -> Sequence[Part]:
        return [
            Block(
                _("Chemotherapy and its toxicity"),
                RepeatRows("chemo", add=_("Add a drug or a regimen"), note=_DAY_NOT_KNOWN),
                "nitrosourea_ever",
                RepeatRows("chemo_acute_toxicities", add=_("Add a toxicity")),
            ),
            Block(
                _("Other anti-cancer treatment"),
                RepeatRows("other_anticancer", add=_("Add a treatment")),
                RepeatRows("growth_factors", add=_("Add a growth factor")),
                RepeatRows("radiotherapy", add=_("Add a course of radiotherapy")),
            ),
            Block(_("Transplantation"), RepeatRows("sct", add=_("Add a transplantation")), "active_gvhd"),
        ]
