"""The eleven sections of a screening's record, a form each."""

from criteria.record import SECTIONS, Section
from screening.forms.base import SectionForm
from screening.forms.cardiac import CardiacForm
from screening.forms.consent import ConsentForm
from screening.forms.demographics import DemographicsForm
from screening.forms.disease import DiseaseForm
from screening.forms.history import HistoryForm
from screening.forms.infection import InfectionForm
from screening.forms.judgement import JudgementForm
from screening.forms.laboratory import LaboratoryForm
from screening.forms.medications import MedicationsForm
from screening.forms.review import ReviewForm
from screening.forms.therapies import TherapiesForm

__all__ = ["FORMS", "SectionForm", "next_section"]

FORMS: dict[Section, type[SectionForm]] = {
    form.section: form
    for form in (
        DemographicsForm,
        ConsentForm,
        DiseaseForm,
        TherapiesForm,
        LaboratoryForm,
        CardiacForm,
        InfectionForm,
        HistoryForm,
        MedicationsForm,
        JudgementForm,
        ReviewForm,
    )
}


def next_section(section: Section, step: int = 1) -> Section | None:
    """The section that follows (or goes before, with step -1)."""
    place = SECTIONS.index(section) + step
    return SECTIONS[place] if 0 <= place < len(SECTIONS) else None
