"""Pages of docs/ that are written from the code, so that they cannot say anything else (`manage.py docs`)."""

from screening.documentation.pages import PAGES, Page

__all__ = ["PAGES", "Page"]
