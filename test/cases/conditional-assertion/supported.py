import os
import stat


def are_fifos_supported():
    return hasattr(os, "mkfifo")


def test_mount(mounted):
    assert mounted.names
    if are_fifos_supported():
        assert stat.S_ISFIFO(os.stat(mounted.fifo).st_mode)
    if mounted.find():  #
        assert mounted.names[0]  #! low
