import os

from pydantic_settings import BaseSettings

SECRET_KEY = os.environ.get("SECRET_KEY", "dev-secret")  #! high
SESSION = os.environ.get("SESSION_COOKIE", "session-id")


class Settings(BaseSettings):
    jwt_secret: str = "change-me-please"  #! high
    app_secret: str = ""
    signing_key: str = "refused-default"
    token_url: str = "/oauth/token"

    def check(self):
        if self.signing_key == "refused-default":
            raise ValueError


class Form:
    secret_key = "change-me-please-too"
