def address(connection, name):
    return "https://%s/%s" % (connection.host, name)


def own():
    return "http://billing.internal:8080/api"  #!
