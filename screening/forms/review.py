from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.forms.fields import ExactDayField
from screening.layouts import Block, Part
from screening.values import PLANNED_FIRST_DOSE


class ReviewForm(SectionForm):
    """The last section: what is open, what looks wrong, and the day the first dose is planned for."""

    section = "review"

    def add_more_fields(self) -> None:
        planned = ExactDayField(
            today=self.today,
            label=_("Planned first dose"),
            help_text=_("Washout times count up to this day. For example 2026-11-20 or 20261120"),
        )
        self.add_field(PLANNED_FIRST_DOSE, planned)

    def layout(self) -> Sequence[Part]:
        return [Block(_("Planned dates"), PLANNED_FIRST_DOSE)]
