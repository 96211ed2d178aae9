class OfKeeper:
    def get_queryset(self):
        return super().get_queryset().filter(keeper=self.request.user.keeper)
