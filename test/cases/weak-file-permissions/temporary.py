import os
import stat


def prepare(folder, shared):
    os.makedirs(folder)
    os.chmod(folder, 0o1777)
    os.chmod(shared, stat.S_ISVTX | stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
    os.chmod(shared, 0o0777)  #! high
    os.chmod(shared, 0o2777)  #! high
    os.chmod(shared, 0o777)  #! high
