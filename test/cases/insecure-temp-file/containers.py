def start(client, image):
    volumes = {
        "/tmp": {"bind": "/tmp", "mode": "rw"},
        "/tmp/shop": {"bind": "/data", "mode": "rw"},  #!
    }
    client.containers.run(image, volumes=volumes)
    return {"/tmp/shop.log": "log", "log": "/tmp/shop.log"}  #!2
