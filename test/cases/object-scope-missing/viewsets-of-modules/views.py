import records
from rest_framework import permissions, viewsets


class LedgerViewSet(viewsets.ModelViewSet):
    queryset = records.Ledger.objects.prefetch_related("lines")  #!
    permission_classes = [permissions.IsAuthenticated]


class OwnLedgerViewSet(viewsets.ModelViewSet):
    queryset = records.Ledger.objects.prefetch_related("lines")
    permission_classes = [permissions.IsAuthenticated]

    def get_queryset(self):
        return super().get_queryset().filter(user=self.request.user)


class CountryViewSet(viewsets.ModelViewSet):
    queryset = records.Country.objects.all()
    permission_classes = [permissions.IsAuthenticated]
