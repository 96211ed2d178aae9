def image(part):
    token = ";base64,"
    return part[part.index(token) + len(token) :]
