class QuotaEngine:
    def reserve(self, context, **deltas):
        return [context, deltas]

    def commit(self, context, reservations):
        context.booked(reservations)

    def rollback(self, context, reservations):
        context.freed(reservations)


QUOTAS = QuotaEngine()
