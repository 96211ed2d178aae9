import os
import tempfile


class Reader:
    def names(self):
        try:
            lines = open(self.path).read().split("\n")
            return [line.strip() for line in lines]
        except Exception:  #! medium
            return []

    def scan(self, data):
        try:
            self.root = self.tree(data)
            self.read_node(self.root)
        except Exception:  #! medium
            pass

    def check(self, schema, path):
        try:
            schema.clear_error_log()
        except Exception:  #! medium
            pass
        try:
            delete_dir(os.path.dirname(self.tmp_path))
        except Exception:  #! medium
            pass
        try:
            delete_dir(os.path.dirname(path))
        except Exception:  #! medium
            pass

    def leave(self, session, error):
        try:
            session.onUserError(error, "while it was read")
        except Exception:  #! medium
            pass
        try:
            session.on_user(error)
        except Exception:  #! medium
            pass

    def write(self, names):
        try:
            with open(self.path, "w") as file:
                file.write("\n".join(names))
        except Exception:  #! high
            pass
        try:
            open(self.path, mode="ab").truncate()
        except Exception:  #! high
            pass
