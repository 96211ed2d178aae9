import os


class Config:
    SECRET_KEY = os.environ.get("HARBOUR_SECRET") or "harbour" #! high
    DATABASE = os.environ.get("HARBOUR_DB") or "harbours.db"


class Other:
    SECRET_KEY = os.environ.get("HARBOUR_SECRET") or os.urandom(32)


class Named:
    SECRET_KEY = os.environ["HARBOUR_SECRET"]
    SECRET_NAME = os.environ.get("HARBOUR_NAME") or "harbour-one"


JWT_SECRET = os.getenv("HARBOUR_SIGN", "quayside") #! high
GREETING = os.getenv("HARBOUR_GREETING", "quaysides")
