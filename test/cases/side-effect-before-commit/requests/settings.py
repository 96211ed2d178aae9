INSTALLED_APPS = ["desk"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "desk",
        "ATOMIC_REQUESTS": True,
    },
}
