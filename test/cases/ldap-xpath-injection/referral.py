import ldap3


class Strategy:
    """Sends an operation on to the server that a referral names."""

    def follow(self, request, referral):
        connection = ldap3.Connection(referral["server"])
        if request["type"] == "searchRequest":
            connection.search(referral["base"] or request["base"], request["filter"])


class Directory:
    def find(self, request):
        connection = ldap3.Connection("ldap://directory")
        name = request.args["name"]
        connection.search("ou=people", "(cn=%s)" % name)  #!
