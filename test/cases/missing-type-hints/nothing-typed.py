# A file in which nobody wrote types: one decision, told once.
def first(a):  #!
    return a


def second(a, b):
    return a, b


class Third:
    def run(self, x):
        return x

    def stop(self):
        return None
