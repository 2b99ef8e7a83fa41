"""Is everything stored what it was when it was written? Read-only; `manage.py verify_integrity` prints the answer.

chain: the audit trail, link by link, and the heads that were kept elsewhere. rows: every audited row against what the trail
last said of it. records: photographs, verdicts, signatures, places against each other and against the rules.
"""

from screening.services.integrity.chain import Head, current_head, read_heads
from screening.services.integrity.check import Report, one_moment, verify

__all__ = ["Head", "Report", "current_head", "one_moment", "read_heads", "verify"]
