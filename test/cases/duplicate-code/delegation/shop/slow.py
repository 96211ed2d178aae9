class SlowDriver:
    def __init__(self, proxy):
        self.proxy = proxy

    def create_group(self, context, group):
        """Hands on."""
        return self.proxy.create_group(context, group)

    def delete_group(self, context, group, volumes):
        """Hands on."""
        return self.proxy.delete_group(context, group, volumes)

    def update_group(self, context, group, added, removed):
        """Hands on."""
        return self.proxy.update_group(context, group, added, removed)

    def create_snapshot(self, context, snapshot, volumes):
        """Hands on."""
        return self.proxy.create_snapshot(context, snapshot, volumes)

    def delete_snapshot(self, context, snapshot, volumes):
        """Hands on."""
        return self.proxy.delete_snapshot(context, snapshot, volumes)

    def enable_copies(self, context, group, volumes):
        """Hands on."""
        return self.proxy.enable_copies(context, group, volumes)

    def disable_copies(self, context, group, volumes):
        """Hands on."""
        return self.proxy.disable_copies(context, group, volumes)

    def switch_copies(self, context, group, volumes, target):
        """Hands on."""
        return self.proxy.switch_copies(context, group, volumes, target)

    def list_targets(self, context, group):
        """Hands on."""
        return self.proxy.list_targets(context, group)
