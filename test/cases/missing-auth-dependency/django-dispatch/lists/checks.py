from functools import wraps

from django.core.exceptions import PermissionDenied


def list_owner_required(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        user = args[0].user
        if not user.is_authenticated:
            raise PermissionDenied
        return view(*args, **kwargs)

    return wrapper
