import ssl


def context_of_cluster(authority):
    context = ssl.create_default_context(cafile=authority)
    context.verify_mode = ssl.CERT_REQUIRED
    context.check_hostname = False  #! medium
    return context


def context_of_nobody():
    context = ssl.create_default_context()
    context.check_hostname = False  #! high
    return context
