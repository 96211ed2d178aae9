from typing import TYPE_CHECKING

from shop import Store, Stores #!
from shop import store, native
from shop.clock import now, then #!
from shop.lazy import Anything
from shop.stars import anything
from shop.store import SEPARATOR, open_store, open_stores #!
from .store import close_store #!
from .store import sys

if TYPE_CHECKING:
    from shop.store import Row

try:
    from shop.store import fast_open
except ImportError:
    fast_open = open_store


def run(row: "Row"):
    return now, then, Store, Stores, store, native, Anything, anything, SEPARATOR, open_stores, close_store, sys, row
