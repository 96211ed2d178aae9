def run(args, envs={}):  #! medium
    envs.update({"ASKPASS": "/bin/true"})
    return call(args, envs)


def note(name, seen=[]):  #! high
    seen.append(name)
    return len(seen)


class Process:
    def __init__(self, words=[]):  #! medium
        self.words = words

    def shown(self):
        return self.words
