class Store:
    def read(self, key, default=[]):  #! medium
        row = self.rows.get(key)
        if row is None:
            return default
        return row

    def collect(self, key, found=[]):  #! high
        found.append(self.rows[key])
        return found
