from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.layouts import Block, Part, RepeatRows


class CardiacForm(SectionForm):
    section = "cardiac"

    def layout(self) -> Sequence[Part]:
        return [
            Block(
                _("Cardiac history"),
                "cardiac-max_ischaemia_grade_ever",
                "cardiac-myocardial_infarction_ever",
                "cardiac-uncontrolled_arrhythmia_ever",
                RepeatRows("cardiac/other_cardiovascular_history", add=_("Add a condition")),
            ),
            Block(_("Electrocardiogram"), "cardiac-qtc_ms", "cardiac-qtc_formula"),
            Block(_("Heart function"), "cardiac-nyha_class", "cardiac-lvef_percent", "cardiac-lvef_method"),
        ]
