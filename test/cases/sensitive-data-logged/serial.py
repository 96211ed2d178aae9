def find(replications, destssn, owner_ssn):
    """Finds by serial number of the storage."""
    for one in replications:
        if one["destinationSerialNumber"] == destssn:
            return one
    log.warning("nothing for %s of %s", destssn, owner_ssn)
    return None
