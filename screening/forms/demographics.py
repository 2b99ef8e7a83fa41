from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.layouts import Block, Part


class DemographicsForm(SectionForm):
    section = "demographics"

    def layout(self) -> Sequence[Part]:
        return [
            Block(_("Participant"), "birth_date", "sex"),
            Block(_("Performance status"), "performance-scale", "performance-score", "performance-date"),
            Block(
                _("Body size"),
                "weight_kg",
                "height_cm",
                note=_("Only for the estimates of renal clearance that are shown for information."),
            ),
        ]
