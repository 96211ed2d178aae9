from django.db import transaction
from steps import again, record, record_later, record_loose


def take_in(texts: list[str]) -> None:
    with transaction.atomic():
        for text in texts:
            record(text)
            record_later(text)
        again(1)


def take_in_loosely(texts: list[str]) -> None:
    with transaction.atomic():
        again(2)
    for text in texts:
        record_loose(text)
