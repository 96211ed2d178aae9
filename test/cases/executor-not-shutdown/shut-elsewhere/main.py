from good import C


def main():
    c = C()
    c.side.submit(print)
    c.side.shutdown()
