def shown(passphrase):
    print(f"it is {passphrase}")  #! high


if __name__ == "__main__":
    passphrase = input()
    print(f"it is {passphrase}")  #! medium
