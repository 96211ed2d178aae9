import os  # noqa #! low

OWNER = "(" + "role:member" + ") or (" + "role:service" + ") or (" + "role:admin" + ")"  # noqa #! low


class Rows:
    def patch(self, rows):  # noqa #! low
        return rows == None  # noqa #! medium

    def sort(self, keys, ways):
        assert len(keys) == len(ways)  # nosec
        # nosec: the function runs safely if the assertion is left out
        return os.system("sort")  # nosec #! medium
        # sorts the rows by what the shell knows of them
