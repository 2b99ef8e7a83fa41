from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from screening.forms.base import SectionForm
from screening.layouts import Block, Part, YesNoUnknown


class DiseaseForm(SectionForm):
    section = "disease"

    def layout(self) -> Sequence[Part]:
        return [
            Block(
                _("Diagnosis"),
                "diagnosis-sts_confirmed",
                "diagnosis-histology",
                "diagnosis-high_risk",
                "diagnosis-risk_scheme",
                "diagnosis-disease_status",
                "diagnosis-prior_treatment",
                "estimated_survival_weeks",
            ),
            Block(
                _("Brain"),
                YesNoUnknown(
                    "brain-metastasis",
                    "brain-symptomatic",
                    "brain-treated",
                    "brain-stable_since",
                    "brain-imaging_haemorrhage",
                    "brain-imaging_modality",
                    "brain-imaging_date",
                ),
            ),
        ]
