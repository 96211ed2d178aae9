from .core.connection import Connection
from .reader import Reader
