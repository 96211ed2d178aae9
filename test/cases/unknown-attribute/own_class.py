class Resource:
    def __init__(self, data=None):
        self.data = data

    @classmethod
    def parse(cls, data):
        resource = cls(data)
        resource.validate()
        return resource.title

    def copy(self):
        other = type(self)(self.data)
        other.validate()
        again = self.__class__(self.data)
        again.validate()
        return again.title

    @classmethod
    def many(cls, rows):
        return [cls(row).title for row in rows]


class User(Resource):
    title = 'x'

    def validate(self):
        return self.data


class Alone:
    def __init__(self, data=None):
        self.data = data

    @classmethod
    def parse(cls, data):
        made = cls(data)
        return made.titel  #!


class SaveMixin:
    def __init__(self, data=None):
        self.data = data

    @classmethod
    def load(cls, data):
        made = cls(data)
        return made.title
