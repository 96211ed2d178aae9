import ssl


def unverified_context(bundle):
    return ssl._create_unverified_context(cafile=bundle)  #! medium


def context(bundle):
    return ssl._create_unverified_context(cafile=bundle)  #! high
