from app.settings import config


def verp():
    return config.mta.verp_regexp, config.switchboards
