from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.layouts import Block, Part, RepeatRows, YesNoUnknown


class HistoryForm(SectionForm):
    section = "history"

    def layout(self) -> Sequence[Part]:
        return [
            Block(_("Lungs"), "interstitial_lung_disease_ever"),
            Block(
                _("Bleeding and thrombosis"),
                "bleeding_tendency",
                RepeatRows("thromboembolic_events", add=_("Add an event")),
                RepeatRows("known_bleeding_or_thrombotic_tendency", add=_("Add a disorder")),
            ),
            Block(
                _("Wounds, surgery, abdomen"),
                RepeatRows("wounds_fractures", add=_("Add a wound or a fracture")),
                RepeatRows("recent_events", add=_("Add an event")),
                RepeatRows("oral_absorption_factors", add=_("Add a factor")),
                RepeatRows("abdominal_events", add=_("Add an event")),
            ),
            Block(
                _("Effusion"),
                YesNoUnknown(
                    "effusion-present",
                    "effusion-symptomatic",
                    "effusion-requires_treatment",
                    "effusion-symptomatic_treatment_done",
                    "effusion-intracavitary_anticancer_drug",
                ),
            ),
            Block(
                _("Mental health"),
                YesNoUnknown("psychiatric-psychotropic_abuse_history", "psychiatric-unable_to_quit"),
                "psychiatric-psychiatric_disorder",
            ),
            Block(
                _("Immune system, tumours, transplants"),
                RepeatRows("autoimmune", add=_("Add a disease")),
                RepeatRows("other_malignancies", add=_("Add a tumour")),
                RepeatRows("allogeneic_transplants", add=_("Add a transplant")),
            ),
        ]
