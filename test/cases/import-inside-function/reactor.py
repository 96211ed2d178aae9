def connect(factory, host, port):
    from twisted.internet import reactor

    return reactor.connectTCP(host, port, factory)


def listen(factory, port):
    from twisted.internet import endpoints  #!

    return endpoints.listen(factory, port)
