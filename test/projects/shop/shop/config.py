from pydantic import SecretStr
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    debug: bool = False
    database_url: SecretStr
    jwt_secret: SecretStr
    stripe_key: SecretStr
    webhook_secret: SecretStr
settings = Settings()
