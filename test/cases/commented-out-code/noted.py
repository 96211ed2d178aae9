import remote


class Chassis:
    # NOTE: We do not want to enable this call over the wire just yet, which
    # should be thought through first.
    # @remote.callable
    def save(self):
        return self.rows.save()

    # The rows are written together.
    # @remote.callable #!
    def drop(self):
        return self.rows.drop()

    # NOTE: We do not want to enable this call over the wire just yet.
    # self.rows.save(force=True) #! low
    def load(self):
        return self.rows.load()
