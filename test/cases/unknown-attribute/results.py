from typing import Self


class Store:
    def __init__(self, path):
        self.path = path

    @classmethod
    def make(cls, path):
        return cls(path)

    @classmethod
    def typed(cls, path) -> 'Store':
        return cls(path)

    @classmethod
    def own(cls, path) -> Self:
        return cls(path)

    def chain(self):
        self.path = self.path.strip()
        return self

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def clone(self):
        return Store(self.path)

    def close(self):
        self.path = None


def a():
    return Store.make('x').clse()  #!


def b():
    store = Store.make('x')
    store.close()
    return store.pth  #!


def c():
    return Store('x').chain().chain().clos()  #!


def d():
    return Store('x').clone().missing  #!


def e():
    with Store.make('x') as store:
        return store.nothing  #!


def f():
    print(Store.typed('x').absent)  #!
    return Store.own('x').absent  #!


class Resource:
    fields = ()

    @classmethod
    def load(cls, data):
        resource = cls()
        resource.apply(data)
        return resource

    @classmethod
    def build(cls):
        made = cls()
        made.name = 'x'
        return made.title


class User(Resource):
    title = 'x'

    def apply(self, data):
        self.data = data


class LoaderMixin:
    @classmethod
    def load(cls, data):
        one = cls()
        one.fill(data)
        return one

    def again(self):
        other = type(self)()
        other.fill({})
        third = self.__class__()
        third.fill({})
        return other, third


class Document(LoaderMixin):
    def fill(self, data):
        self.data = data


class Child(Store):
    def extra(self):
        return 1


def g():
    return Child.make('x').extra(), Child('x').chain().extra()


class Plugin:
    def setup(self):
        return self

    @classmethod
    def create(cls):
        return cls()


class Loud(Plugin):
    def shout(self):
        return 1


def h(kind: type[Plugin]):
    return kind.create().shout()


def i(plugin: Loud):
    return plugin.setup().shout()
