class Export:
    def write(self, path):
        try:
            self.upload(path, self.rows)
        except:  #! medium
            self.user.notify_error("could not create %s" % path)
            return False
        try:
            self.upload(path, self.rows)
        except:  #! medium
            self.user.beep("could not create %s" % path)
            return False
        return True
