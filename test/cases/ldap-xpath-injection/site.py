import ldap3
from pyramid.view import view_config


def find(request):
    connection = ldap3.Connection("ldap://directory")
    connection.search("ou=people", "(cn=%s)" % request["name"])  #!
