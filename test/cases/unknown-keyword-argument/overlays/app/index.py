def get_table():
    return {}
