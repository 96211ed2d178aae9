class Pictures:
    CLIENT_ID = "5388"
    CLIENT_SECRET = "76b08c69cfb27f26d6161f9ab6d061a1"  #! medium


class Films:
    CLIENT_SECRET = "76b08c69cfb27f26d6161f9ab6d061a1"  #! high


INSTANCES = {
    "social.example": {
        "root": "https://social.example",
        "access-token": "Y06R36SMvuXXN5_wiPKFAEFiQaMSQg0o_hGgc86Jj48",  #! medium
        "client-id": "dBSHdpsnOUZgxOnjKSQrWEPakO3ctM7HmsyoOd4FcRo",
        "client-secret": "DdrODTHs_XoeOsNVXnILTMabtdpWrWOAtrmw91wU1zI",  #! medium
    },
}


def search(session, url):
    headers = {
        "Origin": "https://skies.example",
        "x-api-key": "9a4ce7d609e71bf29e977925e4c6740c",  #! medium
    }
    return session.get(url, headers=headers)


SETTINGS = {
    "host": "db.example.org",
    "password": "k9xw7Qm2vv8",  #! critical
}
