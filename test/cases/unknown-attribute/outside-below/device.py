from keeplib.client import ProtocolMixin

from base import DeviceBase, ReaderBase


class Device(DeviceBase, ProtocolMixin):
    pass


def load(device: DeviceBase, seed):
    device.load_by_seed(seed)
    return device.ping()


def load_all(reader: ReaderBase, seed):
    reader.load_by_seed(seed)  #!
    return reader.ping()
