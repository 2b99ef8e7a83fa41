from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.layouts import Block, Part, RepeatRows, YesNoUnknown


class InfectionForm(SectionForm):
    section = "infection"

    def layout(self) -> Sequence[Part]:
        return [
            Block(
                _("Viral screening"),
                "virology-date",
                YesNoUnknown("virology-hbsag", "virology-hbv_dna", "virology-hbv_dna_upper_limit"),
                YesNoUnknown("virology-anti_hcv", "virology-hcv_rna"),
                "virology-hiv",
            ),
            Block(_("Infection now"), "infection-active", RepeatRows("infection/therapy", add=_("Add a drug"))),
        ]
