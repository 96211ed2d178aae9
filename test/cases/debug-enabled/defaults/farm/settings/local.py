import os

DEBUG = os.environ.get("DEBUG", "true") == "true"
