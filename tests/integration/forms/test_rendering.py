"""Inputs are written without templates, and come out as Django's own templates make them."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from screening.forms.rendering import Renderer

NASTY = '<b onclick="x">\'&amp;'
LABEL = gettext_lazy("Laboratory")
ATTRS = {"id": "a", "disabled": True, "required": False, "data-n": 3, "aria-label": LABEL, "title": NASTY}
CHOICES = [("", "–"), ("a", LABEL), (NASTY, NASTY), (2, mark_safe("x &lt; y"))]
WIDGETS = [
    (forms.TextInput(ATTRS), value) for value in (None, "", "1.5", 0, NASTY, mark_safe("&lt;"))
] + [
    (forms.HiddenInput(), NASTY),
    (forms.Select({"class": "form-select", "title": NASTY}, choices=CHOICES), "a"),
    (forms.Select(choices=CHOICES), NASTY),
    (forms.Select(choices=[("group", CHOICES), ("z", "z")]), "2"),
    (forms.Textarea(), NASTY),
]  # fmt: skip


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_it_looks_as_from_the_template(widget: forms.Widget, value: object) -> None:
    ours, theirs = (
        re.sub(r">\s+<", "><", widget.render("name<", value, renderer=renderer).strip())
        for renderer in (Renderer(), TemplatesSetting())
    )
    assert ours == theirs
