def where(**given):
    return " AND ".join(f"{name} = %s" for name in given)


class Jobs:
    def _where(self, **given):
        return " WHERE " + where(**given)

    def delete(self, user):
        self.db.execute("DELETE FROM jobs" + self._where(user=user))  #! medium

    def find(self, user):
        self.db.execute("SELECT * FROM jobs WHERE user = '" + user.strip() + "'")  #! high
