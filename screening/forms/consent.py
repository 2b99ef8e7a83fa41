from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.layouts import Block, Part, YesNoUnknown


class ConsentForm(SectionForm):
    section = "consent"

    def layout(self) -> Sequence[Part]:
        return [
            Block(
                _("Informed consent"),
                YesNoUnknown("icf-signed", "icf-signed_date", "icf-signer", "icf-withdrawn"),
                "guardian_understands",
            ),
            Block(_("Assent of the child"), YesNoUnknown("assent-applicable", "assent-status", "assent-date")),
            Block(
                _("Order of events"),
                "screening_start",
                "first_protocol_procedure_date",
                "consent_precedes_first_procedure",
            ),
        ]
