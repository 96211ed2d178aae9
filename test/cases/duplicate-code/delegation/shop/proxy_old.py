class OldProxy:
    def get_group(self, group, **options):
        """One row."""
        return self._get(Group, group, **options)

    def find_group(self, name, **options):
        """One row."""
        return self._find(Group, name, **options)

    def groups(self, query, **options):
        """One row."""
        return self._list(Group, query, **options)

    def delete_group(self, group, **options):
        """One row."""
        return self._delete(Group, group, **options)

    def get_server(self, server, **options):
        """One row."""
        return self._get(Server, server, **options)

    def find_server(self, name, **options):
        """One row."""
        return self._find(Server, name, **options)

    def servers(self, query, **options):
        """One row."""
        return self._list(Server, query, **options)

    def delete_server(self, server, **options):
        """One row."""
        return self._delete(Server, server, **options)

    def get_key(self, key, **options):
        """One row."""
        return self._get(Key, key, **options)

    def find_key(self, name, **options):
        """One row."""
        return self._find(Key, name, **options)
