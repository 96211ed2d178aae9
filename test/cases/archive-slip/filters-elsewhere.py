import tarfile


def unpack(first, second, target):
    with tarfile.open(first) as archive:
        archive.extractall(target, filter='data')
    with tarfile.open(second) as archive:
        archive.extractall(target)  #!


def unpack_by_default(path, target):
    archive = tarfile.open(path)
    archive.extraction_filter = tarfile.data_filter
    archive.extractall(target)


def unpack_later(path, target):
    archive = tarfile.open(path)
    archive.extractall(target)  #!
    archive.extraction_filter = tarfile.data_filter


def unpack_where_known(path, target):
    with tarfile.open(path) as archive:
        if hasattr(tarfile, 'data_filter'):
            archive.extractall(target, filter='data')
        else:
            archive.extractall(target)
