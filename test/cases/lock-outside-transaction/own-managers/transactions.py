from contextlib import ExitStack, contextmanager

from django.db import transaction


@contextmanager
def atomic_everywhere(*aliases):
    with ExitStack() as stack:
        for alias in aliases:
            stack.enter_context(transaction.atomic(using=alias))
        yield


@contextmanager
def measured(name):
    print(name)
    yield


def in_transaction(func):
    def run(*args, **kwargs):
        with transaction.atomic():
            return func(*args, **kwargs)

    return run
