import getpass
import hashlib
import logging

logger = logging.getLogger(__name__)


def ask(response, password, user, path):
    logger.info("given %s", getpass.getpass())  #!
    typed = getpass.getpass()
    print(typed)  #!
    logger.info(get_password())  #!
    with open(path, "w") as file:
        file.write(password)  #!
        file.writelines([password])  #!
        file.write(hashlib.sha256(password.encode()).hexdigest())
        file.write(user.name)
    response.set_cookie("password", password)  #!
    response.set_cookie("name", user.name)
    response.set_cookie("session", user.session_token)
    response.write(password)
    logger.info(get_password_policy())
    logger.info(reset_password(user))
    logger.info("wrong password for %s", user)
