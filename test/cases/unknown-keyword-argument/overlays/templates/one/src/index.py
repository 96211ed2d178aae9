def get_index():
    return {}
