class Failure(Exception):
    pass


class Refused(Failure):
    pass
