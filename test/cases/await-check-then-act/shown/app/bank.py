bank = object()
