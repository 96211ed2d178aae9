def start(client, image, paths):
    client.containers.run(
        image,
        volumes={
            "/var/lib/postgresql": {"bind": "/var/lib/postgresql", "mode": "rw"},
            "/srv/shop/data": {"bind": "/var/lib/data", "mode": "rw"},  #!
        },
    )
    paths.update(("/bin", "/usr/local/bin", "/opt/local/bin"))
    paths.update(("/opt/shop/bin", "tools"))  #!
    logger.info("/var/lib/postgresql")
    return open("/var/lib/postgresql/shop.conf")  #!
