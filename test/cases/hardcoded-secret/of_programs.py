import sys

from shop import connect


def login(host, user="admin", password="admin"):  #! medium
    return connect(host, user, password)


API_KEY = "gT8GJxhO7qLw"  #! medium
APP_TOKEN = "gT8GJxhO7qLw9sKe2Vb4mZx1"  #! high
upload_password = "orangelemon"  #! medium


if __name__ == "__main__":
    login(sys.argv[1])
