#!/usr/bin/env python
"""Django's command line for Trialsite."""

import os
import sys

# Commands that change tables run as the tables' owner; everything else as the application's own role.
OWNER_COMMANDS = {"migrate", "flush", "sqlflush", "dbshell"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trialsite.settings")
    if OWNER_COMMANDS.intersection(sys.argv[1:2]) and os.environ.get("DATABASE_OWNER_URL"):
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (after the settings are named)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
