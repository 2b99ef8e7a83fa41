"""Print the head of the audit trail, to be kept outside the database: verify_integrity --head finds what was cut off."""

from typing import Any

from django.core.management.base import BaseCommand

from screening.clock import utc_now
from screening.services.integrity import current_head


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{utc_now():%Y-%m-%dT%H:%M:%SZ} {current_head()}")
