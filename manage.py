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
    # Imported late: only now are the settings named.
    from django.conf import settings  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from screening.viewer import seeing_everything  # noqa: PLC0415

    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as problem:  # a sentence about the environment, not a stack of our own lines
        print(f"trialsite: {problem}", file=sys.stderr)
        sys.exit(2)
    # A command is the operator's hand, and the operator sees all sites; requests that `runserver` answers do not.
    with seeing_everything():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
