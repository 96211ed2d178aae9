def image_of(response):
    body = None
    try:
        body = response.json()
    except Exception:  #! medium
        pass
    if body and "image" in body:
        return body["image"]
    else:
        return response.headers["Location"]


def name_of(client, response):
    body = {}
    try:
        body = client.follow(response)
    except Exception:  #! medium
        pass
    return body.get("name")
