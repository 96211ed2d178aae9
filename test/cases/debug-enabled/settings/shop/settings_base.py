import os

DEBUG = bool(int(os.environ.get("APP_DEBUG", "0")))
if os.environ.get("APP_ENV") == "dev":
    DEBUG = True
