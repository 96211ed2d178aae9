import sys

from shop import connect


def login(host, user="admin", password="admin"):
    return connect(host, user, password)


API_KEY = "gT8GJxhO7qLw"  #! high
SECRET_KEY = "orangelemon"  #! high
upload_password = "orangelemon"  #! medium


if __name__ == "__main__":
    login(sys.argv[1])
