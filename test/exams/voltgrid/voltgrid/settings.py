"""Configuration, read once from the environment when the application is built."""

from pathlib import Path

from pydantic import Field, HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All knobs of a deployment; immutable after start."""

    model_config = SettingsConfigDict(env_prefix="VOLTGRID_", frozen=True)

    database_dsn: SecretStr
    database_pool_size: int = Field(default=8, ge=1, le=64)

    roaming_url: HttpUrl
    roaming_ca_file: Path
    roaming_client_id: str = Field(min_length=1, max_length=64)
    roaming_client_secret: SecretStr

    report_url: HttpUrl
    report_token: SecretStr

    concentrator_host: str = Field(min_length=1, max_length=255)
    concentrator_port: int = Field(ge=1, le=65535)
    concentrator_connections: int = Field(default=16, ge=1, le=256)

    io_timeout: float = Field(default=5.0, gt=0, le=60)
    slow_request_after: float = Field(default=1.5, gt=0)
    tariff_interval: float = Field(default=60.0, ge=1)
    settlement_interval: float = Field(default=300.0, ge=10)
    probe_concurrency: int = Field(default=32, ge=1, le=512)
