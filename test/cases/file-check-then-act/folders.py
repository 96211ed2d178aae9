import os


def keep(folder, path, text):
    if not os.path.exists(folder):
        os.makedirs(folder)  #! low
    if not os.path.exists(path):
        with open(path, "w") as file:  #! medium
            file.write(text)


def drop(path):
    if os.path.exists(path):
        os.remove(path)  #! medium
