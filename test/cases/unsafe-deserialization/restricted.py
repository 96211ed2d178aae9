import pickle


ALLOWED = {"builtins": {"list", "dict"}}


def find_class(module, name):
    if name not in ALLOWED.get(module, ()):
        raise pickle.UnpicklingError(name)
    return __builtins__[name]


def load(file):
    reader = pickle.Unpickler(file)
    reader.find_global = find_class
    return reader.load()


def load_anything(file):
    reader = pickle.Unpickler(file)  #!
    return reader.load()
