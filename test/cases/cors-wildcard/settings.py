CORS_ALLOWED_ORIGIN_REGEXES = [r".*"]  #!
CORS_ORIGIN_REGEX_WHITELIST = [r"^https://\w+\.shop\.example$"]


class Open:
    CORS_ORIGINS = "*"  #!


class Named:
    CORS_ORIGINS = ["https://shop.example"]


def configure(app):
    app.config["CORS_ORIGINS"] = ["*"]  #!
    app.config["CORS_ORIGINS"] = ["https://shop.example"]
