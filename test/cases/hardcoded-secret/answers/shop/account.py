LOGIN = {
    "id": 123456,
    "password": "k9xw7Qm2vv8",  #! critical
    "username": "techsupport",
}
