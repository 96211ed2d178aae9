import pathlib

backup = {"directories": ["/var/lib/shop-server/"]}  #! low


def upload(name):
    return pathlib.Path("/srv/shop/uploads") / name  #! medium


def home():
    return pathlib.Path("/home/anna/shop")  #! medium
