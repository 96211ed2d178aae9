"""Plain data shared by services and the HTTP layer."""

import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, Field


class VoltgridError(Exception):
    """Base of all errors that the API translates into a response."""


class Conflict(VoltgridError):
    """The resource is already taken or in the wrong state."""


class NotFound(VoltgridError):
    """The resource does not exist for this tenant."""


class UpstreamError(VoltgridError):
    """A charger, the concentrator or the roaming network did not answer properly."""


class InsufficientFunds(VoltgridError):
    """The prepaid balance does not cover the amount."""


class Role(StrEnum):
    """Drivers act for their tenant; operators run the grid and look after all sites."""

    DRIVER = "driver"
    OPERATOR = "operator"


class EventKind(StrEnum):
    STATION_ONLINE = "station-online"
    STATION_GONE = "station-gone"
    COMMAND_RESULT = "command-result"
    METER = "meter"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who makes the request."""

    subject: str
    tenant: str
    role: Role


@dataclass(frozen=True, slots=True)
class Event:
    """One message on the bus."""

    topic: str
    kind: EventKind
    payload: dict[str, str | float] = field(default_factory=dict)

    def as_sse(self) -> str:
        """Render as a server-sent event."""
        return f"event: {self.kind}\ndata: {json.dumps(self.payload)}\n\n"


@dataclass(slots=True)
class Baggage:
    """Key/value pairs that travel with outgoing calls."""

    items: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, value: str) -> None:
        """Add or replace one pair."""
        self.items[key] = value

    def as_header(self) -> str:
        """Encode in the form of the W3C baggage header."""
        return ",".join(f"{key}={value}" for key, value in sorted(self.items.items()))


@dataclass(frozen=True, slots=True)
class Sampling:
    """Trace sampling decision."""

    rate: float = 0.05
    forced: bool = False


@dataclass(slots=True)
class Connector:
    """One plug of a station."""

    number: int
    session_id: str | None = None


@dataclass(slots=True)
class Station:
    """A charger that has said hello."""

    station_id: str
    tenant: str
    site_id: str
    connectors: dict[int, Connector]
    firmware: str
    capabilities: frozenset[str] | None = None


@dataclass(slots=True)
class SessionRecord:
    """A charging session from plug-in to settlement."""

    session_id: str
    station_id: str
    site_id: str
    tenant: str
    account: str
    connector: int
    energy_kwh: float = 0.0


@dataclass(frozen=True, slots=True)
class Tariff:
    """Price of energy at one site."""

    site_id: str
    per_kwh: Decimal
    revision: int


@dataclass(frozen=True, slots=True)
class SiteLimit:
    """Grid limit that applies to a site."""

    kw: float
    revision: int = 0

    def changed_by(self, delta_kw: float) -> "SiteLimit":
        """The next revision of this limit."""
        return replace(self, kw=self.kw + delta_kw, revision=self.revision + 1)


@dataclass(frozen=True, slots=True)
class PoolStats:
    """Counters of a connection pool."""

    opened: int = 0
    failed: int = 0


@dataclass(slots=True)
class ProbeSummary:
    """Outcome of a reachability sweep."""

    attempted: int = 0
    failed: list[str] = field(default_factory=list)


class StartSession(BaseModel):
    account: str = Field(min_length=1, max_length=64)
    driver_id: str = Field(min_length=1, max_length=64)
    token: str = Field(min_length=8, max_length=256)


class SessionOut(BaseModel):
    session_id: str
    energy_kwh: float
    amount: Decimal | None = None


class OverrideIn(BaseModel):
    per_kwh: Decimal = Field(ge=0, le=10, decimal_places=4)


class LimitChange(BaseModel):
    delta_kw: float = Field(ge=-500, le=500)


class FirmwareIn(BaseModel):
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$", max_length=32)


class VoucherIn(BaseModel):
    code: str = Field(pattern=r"^[A-Z0-9]{10}$")
    account: str = Field(min_length=1, max_length=64)


class StationMessage(BaseModel):
    kind: EventKind
    id: str = Field(default="", max_length=64)
    kw: float = Field(default=0.0, ge=0, le=1000)


class CodesIn(BaseModel):
    vouchers: dict[str, Decimal] = Field(default_factory=dict, max_length=1000)
    promotions: dict[str, Decimal] = Field(default_factory=dict, max_length=1000)


class BookingIn(BaseModel):
    slot: str = Field(pattern=r"^\d{8}T\d{4}$")
    driver_id: str = Field(min_length=1, max_length=64)
    token: str | None = Field(default=None, min_length=8, max_length=256)
