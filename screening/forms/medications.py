from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.layouts import Block, Part, RepeatRows


class MedicationsForm(SectionForm):
    section = "medications"

    def layout(self) -> Sequence[Part]:
        return [
            Block(
                _("Medicines"),
                "anticoagulant_or_thrombolytic_current",
                "il2_contraindication",
                RepeatRows("steroids_immunosuppressants", add=_("Add a drug")),
            ),
            Block(
                _("Vaccines and trials"),
                RepeatRows("vaccines", add=_("Add a vaccination")),
                RepeatRows("other_trials", add=_("Add a trial")),
            ),
        ]
