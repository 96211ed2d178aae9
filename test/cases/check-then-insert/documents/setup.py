def prepare(db):
    db.users.create_index([("email", 1)], unique=True)
    db.users.create_index("age")
