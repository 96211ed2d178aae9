"""Client of the roaming network, which knows drivers of other operators."""

import asyncio
import hmac
import logging
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from voltgrid import context
from voltgrid.models import Conflict, SessionRecord, UpstreamError

logger = logging.getLogger(__name__)

TOKEN_MARGIN = 30.0


@dataclass(frozen=True, slots=True)
class Bearer:
    """An access token and when it ends on the monotonic clock."""

    value: str
    ends_at: float

    def usable(self) -> bool:
        """Whether the token will last for another request."""
        return time.monotonic() < self.ends_at - TOKEN_MARGIN


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Key that the network expects on settlement batches."""

    version: int
    value: str


class RoamingClient:
    """Authorisations and settlements over HTTP; one instance per application."""

    def __init__(self, base_url: str, ca_file: Path, client_id: str, client_secret: str, timeout: float) -> None:
        self._base_url = base_url
        self._ca_file = ca_file
        self._credentials = (client_id, client_secret)
        self._timeout = timeout
        self._http: httpx.AsyncClient | None = None
        self._bearer: Bearer | None = None
        self._bearer_lock = asyncio.Lock()
        self._batch_lock = asyncio.Lock()
        self._batch_number = 0
        self._key_lock = asyncio.Lock()
        self._key = SigningKey(0, "")
        self._headers: dict[str, str] = {"Accept": "application/json"}

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._ca_file))

    async def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            tls = await asyncio.to_thread(self._tls)
            self._http = httpx.AsyncClient(base_url=self._base_url, timeout=self._timeout, verify=tls)  #! lazy-init-across-await
        return self._http

    async def aclose(self) -> None:
        """Close the HTTP connections."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def _token(self) -> str:
        bearer = self._bearer
        if bearer is not None and bearer.usable():
            return bearer.value
        async with self._bearer_lock:
            if self._bearer is None or not self._bearer.usable():
                self._bearer = await self._fetch_bearer()  #= lazy-init-across-await
            return self._bearer.value

    async def _fetch_bearer(self) -> Bearer:
        http = await self._client()
        asked_at = time.monotonic()
        response = await http.post("/oauth/token", auth=self._credentials, data={"grant_type": "client_credentials"})
        if response.is_error:
            raise UpstreamError(f"roaming network refused a token with {response.status_code}")
        body = response.json()
        return Bearer(body["access_token"], asked_at + float(body["expires_in"]))

    def for_driver(self, driver_id: str) -> "RoamingClient":
        """Select on whose behalf the next call is made."""
        self._headers["X-Driver"] = driver_id  #! request-state-on-singleton
        return self

    async def _post(self, path: str, body: dict[str, object]) -> httpx.Response:
        try:
            token = await self._token()
            http = await self._client()
            headers = {
                **self._headers,
                "Authorization": f"Bearer {token}",
                "baggage": context.baggage.get().as_header(),
                "X-Request-Id": context.request_id.get(),
            }
            return await http.post(path, json=body, headers=headers)
        except httpx.HTTPError as exc:
            raise UpstreamError(f"roaming call to {path} failed") from exc

    async def authorize(self, token: str) -> None:
        """Ask whether the driver may charge; raises Conflict if not."""
        with context.span("roaming.authorize"):
            response = await self._post("/v2/authorizations", {"token": token})
        if response.status_code == httpx.codes.FORBIDDEN:
            raise Conflict("driver is not authorised")
        if response.is_error:
            raise UpstreamError(f"authorisation failed with {response.status_code}")

    def resume(self, last_batch: int) -> None:
        """Continue the numbering of an earlier run; to be called before the first batch."""
        self._batch_number = last_batch + 1

    def _signature(self, number: int) -> str:
        key = self._key
        if key.version == 0:
            raise UpstreamError("there is no signing key yet")
        digest = hmac.new(key.value.encode(), str(number).encode(), "sha256").hexdigest()
        return f"{key.version}:{digest}"

    async def submit(self, records: Sequence[SessionRecord]) -> int:
        """Report a batch of sessions; returns the number of the batch."""
        async with self._batch_lock:
            number = self._batch_number
        signature = self._signature(number)
        lines = [{"id": record.session_id, "kwh": record.energy_kwh} for record in records]
        response = await self._post("/v2/batches", {"number": number, "signature": signature, "lines": lines})
        if response.is_error:
            raise UpstreamError(f"batch {number} was refused with {response.status_code}")
        async with self._batch_lock:
            self._batch_number = number + 1  #! async-lock-gap
        logger.info("batch %d with %d sessions accepted", number, len(lines))
        return number

    async def rotate_key(self) -> int:
        """Fetch the next signing key; returns the version that is now in use."""
        async with self._key_lock:
            known = self._key
        response = await self._post("/v2/keys", {"after": known.version})
        if response.is_error:
            raise UpstreamError(f"no signing key, status {response.status_code}")
        fetched = SigningKey(known.version + 1, response.json()["key"])
        async with self._key_lock:
            if self._key is known:
                self._key = fetched  #= async-lock-gap
            return self._key.version
