import tkinter


def on_key(text, event):
    try:
        text.insert("insert", event.char)
    finally:
        return "break"  #! medium


def run(command):
    code = 1
    try:
        code = command()
    finally:
        return int(code)  #! high
