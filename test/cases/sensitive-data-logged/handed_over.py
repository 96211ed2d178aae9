import tempfile


def unlock(disk, passphrase, folder):
    with tempfile.NamedTemporaryFile(dir=folder) as made:
        with open(made.name, "w") as file:
            file.write(passphrase)  #! medium
        run(disk, made.name)
    with open("/srv/shop/notes", "w") as file:
        file.write(passphrase)  #! high
