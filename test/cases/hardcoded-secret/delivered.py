def defaults(config):
    config.add({"host": "localhost", "user": "mediabox", "pwd": "mediabox"})
    config.add({"host": "localhost", "user": "shop", "pwd": "hunterman"})  #!
    config.add({"port": "8080", "host": "seldom", "pwd": "seldom"})  #!
