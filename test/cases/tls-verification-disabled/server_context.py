import ssl


def of_server(context=None, certificate=None):
    if context is None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.verify_mode = ssl.CERT_NONE
        context.check_hostname = False
        context.load_cert_chain(certificate)
    return context


def of_client(context=None):
    if context is None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  #!
        context.verify_mode = ssl.CERT_NONE  #!
    return context
