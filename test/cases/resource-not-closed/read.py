def load(path, name):
    text = open(path).read()  #! low
    data = open(name, "rb").read()  #! low
    return text, data


def store(path, text):
    open(path, "w").write(text)  #! medium
