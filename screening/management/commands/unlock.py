"""manage.py unlock NAME: let a locked account try again at once; with --remove-second-factor also without its phone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from screening.clock import utc_now
from screening.models import User
from screening.models.user import name_key
from screening.services import second_factor, tries
from screening.services.audit import record_event


class Command(BaseCommand):
    help = "Unlock an account after too many wrong tries. Ask first who is at the other end of the telephone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the user name")
        parser.add_argument(
            "--remove-second-factor", action="store_true", help="phone and recovery codes are lost: switch it off"
        )

    def handle(self, *args: Any, name: str, remove_second_factor: bool, **options: Any) -> None:
        user = User.objects.filter(name_key=name_key(name)).first()
        if user is None:
            raise CommandError(f"There is no account {name!r}.")
        was_locked = tries.unlock(user)
        record_event(by=None, verb="account.unlocked", details={"account": user.username, "was_locked": was_locked})
        self.stdout.write(f"{user.username} can try again." if was_locked else f"{user.username} was not locked.")
        if remove_second_factor:
            removed = second_factor.remove_lost(of=user, now=utc_now())
            self.stdout.write("The second factor is off." if removed else "There was no second factor.")
