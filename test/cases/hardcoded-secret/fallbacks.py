import os
from os import environ, getenv

from decouple import config

SECRET_KEY = os.environ.get('SECRET_KEY') or 'change-me-in-production'  #!
JWT_SECRET = os.getenv('JWT_SECRET') or 'f3a9c1d27b8e4a60'  #!
DB_PASSWORD = environ.get('DB_PASSWORD') or 'hunter2xK91zq4'  #!
API_TOKEN = getenv('API_TOKEN', None) or 'sk3f9a7c1d27b8e4a60'  #!
SIGNING_KEY = config('SIGNING_KEY', default='s3cr3t-k3y-for-all')  #!
DEBUG = os.environ.get('DEBUG') or 'false'
HOST = os.environ.get('HOST') or 'localhost'
PASSWORD = os.environ.get('PASSWORD') or ''
TOKEN_URL = os.environ.get('TOKEN_URL') or 'https://auth.example.com/token'
SECRET_NAME = os.environ.get('SECRET_NAME') or 'prod/db/password'
PASSWORD_FILE = os.environ.get('PASSWORD_FILE') or '/run/secrets/password'
OTHER_SECRET = os.environ.get('OTHER_SECRET') or os.environ['SECRET']
TOKEN_HEADER = config('TOKEN_HEADER', default='X-Auth-Token')
