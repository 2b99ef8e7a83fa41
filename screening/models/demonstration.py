from django.db import models


class Demonstration(models.Model):
    """One row while the database holds the demo, and nothing but the demo. The database itself keeps it that way:

    migrations/sql/demo.sql writes this row, refuses a live site or account beside it, and takes the demo out again.
    """

    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"demo since {self.began_at:%Y-%m-%d}"
