import curses


def test_textpad(screen, insert=False):
    screen.addstr(1, 1, "Leave with Ctrl-G")
    text = screen.edit(insert)
    screen.refresh()


def main(screen):
    curses.curs_set(1)
    test_textpad(screen, True)


if __name__ == "__main__":
    curses.wrapper(main)
