class Singleton(type):
    _instances = {}

    def __call__(cls, *args, **kwargs):
        if cls not in cls._instances:  #!
            cls._instances[cls] = super().__call__(*args, **kwargs)
        return cls._instances[cls]

def singleton(cls):
    instances = {}

    def get(*args):
        if cls not in instances:  #!
            instances[cls] = cls(*args)
        return instances[cls]

    return get

class Settings:
    @staticmethod
    def get_instance():
        if Settings.__instance == None:  #!
            Settings()
            Settings.__instance = Settings()
        return Settings.__instance

    @classmethod
    def instance(cls):
        if not hasattr(cls, "_instance"):  #!
            cls._instance = cls()
        return cls._instance

class Broken:
    _instance = None

    @classmethod
    def get(cls):
        if cls._instance is None:  #!
            with cls._lock:
                cls._instance = cls()
        return cls._instance
