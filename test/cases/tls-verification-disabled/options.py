import ldap
import pycurl


def connect(verify):
    curl = pycurl.Curl()
    curl.setopt(pycurl.SSL_VERIFYPEER, 0) #!
    curl.setopt(pycurl.SSL_VERIFYHOST, False) #!
    curl.setopt(pycurl.SSL_VERIFYPEER, 1)
    curl.setopt(pycurl.SSL_VERIFYHOST, 2)
    curl.setopt(pycurl.TIMEOUT, 0)
    ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_NEVER) #!
    ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
