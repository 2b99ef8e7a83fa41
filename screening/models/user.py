from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in; what they may do comes from their site membership, not from here."""
