import redis


class Turnstile:
    LOCK_PREFIX = "stadium:lock:"
    PAGE_PREFIX = "stadium:page:"

    def __init__(self, url: str):
        self._url = url
        self._client: redis.Redis | None = None

    @property
    def client(self) -> redis.Redis:
        if self._client is None:
            self._client = redis.from_url(self._url)
        return self._client

    def _prefixed(self, gate: str) -> str:
        return f"{self.LOCK_PREFIX}{gate}"

    def _page_key(self, gate: str) -> str:
        return f"{self.PAGE_PREFIX}{gate}"

    def _name_of(self, gate: str) -> str:
        return f"{self.owner}{gate}"

    def take(self, gate: str) -> bool:
        return bool(self.client.set(self._prefixed(gate), "1", nx=True, ex=30))

    def give_back(self, gate: str) -> None:
        key = self._prefixed(gate)
        self.client.delete(key)  #!

    def forget_page(self, gate: str) -> None:
        self.client.delete(self._page_key(gate))

    def forget_name(self, gate: str) -> None:
        self.client.delete(self._name_of(gate))
