import logging

LOG = logging.getLogger(__name__)


def report(volume):
    ssn = int(volume["serialNumber"])
    LOG.info("volume of storage %s is gone", ssn)
    LOG.info("key %s", volume.api_secret_key)  #!
