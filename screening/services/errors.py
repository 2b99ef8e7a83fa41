"""What a service may raise; a view maps these to answers."""

from screening.errors import (
    Clash,
    Conflict,
    InvalidInput,
    NotAllowedNow,
    PermissionRefused,
    Refusal,
    TooManyTries,
    WrongCode,
    WrongPassword,
)

__all__ = [
    "Clash",
    "Conflict",
    "InvalidInput",
    "NotAllowedNow",
    "PermissionRefused",
    "Refusal",
    "TooManyTries",
    "WrongCode",
    "WrongPassword",
]
