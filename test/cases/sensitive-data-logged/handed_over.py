import tempfile


def commit(image, src_passphrase, folder):
    with tempfile.NamedTemporaryFile(prefix="luks_", dir=folder) as source:
        with open(source.name, "w") as file:
            file.write(src_passphrase)  #! medium
        run(image, source.name)
    with open("/srv/shop/notes", "w") as file:
        file.write(src_passphrase)  #! high
