"""Values that follow a request through the call chain."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from voltgrid.models import Baggage, Sampling

request_id: ContextVar[str] = ContextVar("request_id", default="-")

log_fields: ContextVar[dict[str, str]] = ContextVar("log_fields", default={})  #! contextvar-mutable-default


def bind(**fields: str) -> None:
    """Attach fields to every log record of the current request."""
    log_fields.get().update(fields)


class ContextFilter(logging.Filter):
    """Copies the request context into log records."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        record.fields = " ".join(f"{k}={v}" for k, v in log_fields.get().items())
        record.sampled = sampling.get().forced
        record.span = "/".join(span_path.get())
        return True


span_path: ContextVar[tuple[str, ...]] = ContextVar("span_path", default=())  #= contextvar-mutable-default


@contextmanager
def span(name: str) -> Iterator[None]:
    """Name the part of the work that runs inside."""
    token = span_path.set((*span_path.get(), name))
    try:
        yield
    finally:
        span_path.reset(token)


baggage: ContextVar[Baggage] = ContextVar("baggage", default=Baggage())  #! contextvar-mutable-default


def carry(key: str, value: str) -> None:
    """Send a pair along with every outgoing call."""
    baggage.get().put(key, value)


sampling: ContextVar[Sampling] = ContextVar("sampling", default=Sampling())  #= contextvar-mutable-default


def force_sampling() -> None:
    """Trace the current request whatever the rate is."""
    sampling.set(Sampling(rate=1.0, forced=True))


breadcrumbs: ContextVar[list[str]] = ContextVar("breadcrumbs")  #= contextvar-mutable-default


@contextmanager
def breadcrumb_trail() -> Iterator[list[str]]:
    """Collect breadcrumbs in a list of its own for the duration of one request."""
    crumbs: list[str] = []
    token = breadcrumbs.set(crumbs)
    try:
        yield crumbs
    finally:
        breadcrumbs.reset(token)


def drop_crumb(text: str) -> None:
    """Leave a breadcrumb, if anybody collects them."""
    crumbs = breadcrumbs.get(None)
    if crumbs is not None:
        crumbs.append(text)
