from screening.models.user import User

__all__ = ["User"]
