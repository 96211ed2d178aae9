import inspect


class Validator:
    def claims(self, request):
        return {"sub": request.user}

    def takes_request(self):
        return len(inspect.signature(self.claims).parameters) > 0

    def all_claims(self, request):
        return self.claims(request) if self.takes_request() else self.claims()
