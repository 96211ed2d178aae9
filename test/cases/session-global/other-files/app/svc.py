from app.db import SessionLocal
class Service:
    def __init__(self):
        self.session = SessionLocal() #!
