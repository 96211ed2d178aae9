from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    environment: str = 'development'
    api_key: SecretStr
    admin_key: SecretStr
    database_url: str = 'postgresql+asyncpg://localhost/desk'
    api_prefix: str = '/api/v1'


settings = Settings()
