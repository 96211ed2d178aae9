import tarfile


def unpack(path):
    with tarfile.open(path) as archive:
        archive.extractall(path="out", members=None)  #!


def unpack_checked(path, chosen):
    with tarfile.open(path) as archive:
        archive.extractall(path="out", members=chosen)
