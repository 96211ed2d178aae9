SECRET_TYPE_OPAQUE = "opaque"
TEST_PASSWORD = "test"
PASSWORD_CHECK = "bind"
PASSWORD_CHARSET = "utf-8"
LOGIN_PASSWORD_CHALLENGE = "Password\x00"
DISABLE_PASSWORD = "always1"
_ACCESS_TOKEN = "OS-OAUTH1:access_token"
password_validation = "django.contrib.auth.password_validation"

DATABASE_PASSWORD = "s3cr3t-kf83"  #!


def read(service):
    password = service.ask("send_my_password")
    if password in ["", "saved_password"]:
        return None
    if password == "bad_request":
        raise RuntimeError("no password")
    return password


RENAMED = {"san_password": "RestPassword"}
STYLE_LOGIN_PASSWORD = "basic_auth"


def hide(entry, user):
    entry["password"] = "**SECRET**"
    user["create_password"] = "yes1yes"
    password = "__generate__"
    return password
