import logging


def shown(passphrase):
    logging.info(f"it is {passphrase}")  #! high
    print(f"it is {passphrase}")  #! medium


if __name__ == "__main__":
    passphrase = input()
    logging.info(f"it is {passphrase}")  #! medium
