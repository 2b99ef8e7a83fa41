"""Inputs and lists to choose from, written without a template: the laboratory section alone has a hundred of them.

What comes out is what Django's templates of the same names make, character for character but for line ends
(tests/integration/forms/test_rendering.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


class Renderer(TemplatesSetting):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = _WRITTEN.get(template_name)
        found = None if write is None else write(context["widget"])
        return super().render(template_name, context, request) if found is None else found


def _input(widget: Widget) -> SafeString:
    attributes = _attributes(widget["attrs"])
    if widget["value"] is None:
        return format_html('<input type="{}" name="{}"{}>', widget["type"], widget["name"], attributes)
    return format_html(
        '<input type="{}" name="{}" value="{}"{}>', widget["type"], widget["name"], widget["value"], attributes
    )


def _select(widget: Widget) -> SafeString | None:
    """None where the choices stand in named groups: that is left to the template."""
    options: list[SafeString] = []
    for group, choices, _index in widget["optgroups"]:
        if group:
            return None
        options += (
            format_html('<option value="{}"{}>{}</option>', each["value"], _attributes(each["attrs"]), each["label"])
            for each in choices
        )
    inside = format_html_join("\n", "{}", ((each,) for each in options))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), inside)


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    written = ((name, "" if value is True else format_html('="{}"', value)) for name, value in attributes.items()
               if value is not False)  # fmt: skip
    return format_html_join("", " {}{}", written)


_WRITTEN: Mapping[str, Callable[[Widget], SafeString | None]] = {
    "django/forms/widgets/text.html": _input,
    "django/forms/widgets/hidden.html": _input,
    "django/forms/widgets/select.html": _select,
}
