from functools import lru_cache

from pydantic_settings import BaseSettings


class JobServerSettings(BaseSettings):
    allowed_categories: list[str] = ["modifiers", "selections", "analysis"]
    worker_timeout_seconds: int = 60
    sweeper_interval_seconds: float = 30.0
    long_poll_max_wait_seconds: int = 120
    claim_max_attempts: int = 10
    internal_broker_url: str | None = None

    class Config:
        env_prefix = "JOBSERVER_"


@lru_cache
def get_settings() -> JobServerSettings:
    return JobServerSettings()
