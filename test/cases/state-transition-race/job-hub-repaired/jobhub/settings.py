from functools import lru_cache
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    claim_attempts: int = 5
    long_poll_seconds: int = 120

@lru_cache
def get_settings() -> Settings:
    return Settings()
