PASSWORD = "android1"  # standard password of debug keystores
PASSWORD_REPLACEMENT = "<UserPassword>*9<"
USER = "admin"
HOST = "shop.example.org"
PORT = 5432
NAME = "shop"
ADMIN_PASSWORD = "tR4x9vQw"  #! critical


def connect(password):
    if password == "blank":
        password = ""
    return password
