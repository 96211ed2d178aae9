import tarfile


def unpack(path, target):
    archive = tarfile.open(path)
    names = archive.getnames()
    for name in names:
        if name.startswith("/") or ".." in name:
            raise ValueError(name)
    archive.extractall(target)


def unpack_shown(path, target, log):
    archive = tarfile.open(path)
    for name in archive.getnames():
        log.info(name)
    archive.extractall(target)  #! high
