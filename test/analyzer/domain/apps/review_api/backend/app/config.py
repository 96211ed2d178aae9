from functools import lru_cache

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Configuration from the environment."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    environment: str = "development"
    database_url: str = "postgresql+asyncpg://localhost/incidents"
    redis_url: str = "redis://localhost:6379/0"
    api_v1_prefix: str = "/api/v1"
    api_key: SecretStr = SecretStr("")
    jwt_secret: str = Field(default="", alias="JWT_SECRET")
    pool_size: int = 10
    sla_hours: dict[str, int] = {"critical": 1, "high": 4, "normal": 24, "low": 72}


@lru_cache
def get_settings() -> Settings:
    return Settings()


settings = get_settings()
