from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    jwt_secret: str
    webhook_secret: str = ""

settings = Settings()
