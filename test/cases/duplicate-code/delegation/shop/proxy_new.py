class NewProxy:
    def get_group(self, group, **extra):
        """One row."""
        return self._get(Group, group, **extra)

    def find_group(self, name, **extra):
        """One row."""
        return self._find(Group, name, **extra)

    def groups(self, query, **extra):
        """One row."""
        return self._list(Group, query, **extra)

    def delete_group(self, group, **extra):
        """One row."""
        return self._delete(Group, group, **extra)

    def get_server(self, server, **extra):
        """One row."""
        return self._get(Server, server, **extra)

    def find_server(self, name, **extra):
        """One row."""
        return self._find(Server, name, **extra)

    def servers(self, query, **extra):
        """One row."""
        return self._list(Server, query, **extra)

    def delete_server(self, server, **extra):
        """One row."""
        return self._delete(Server, server, **extra)

    def get_key(self, key, **extra):
        """One row."""
        return self._get(Key, key, **extra)

    def find_key(self, name, **extra):
        """One row."""
        return self._find(Key, name, **extra)
