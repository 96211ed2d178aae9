from pathlib import Path

SECRET_KEY = Path("/etc/shop/secret_key.conf")
api_key = SECRET_KEY.read_text()


def protect():
    print(f"  - {SECRET_KEY}")
    SECRET_KEY.chmod(0o640)


def show():
    print(f"key: {api_key}")  #!
