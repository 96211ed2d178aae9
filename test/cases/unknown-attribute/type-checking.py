import typing as t


class Store:
    def __init__(self, role_model: t.Type["Role"], tag_model: t.Type["Tag"]):
        self.role_model = role_model
        self.tag_model = tag_model

    def find_role(self, role):
        return self.role_model.objects(name=role).first()

    def find_tag(self, tag):
        return self.tag_model.objects(name=tag)  #!


if t.TYPE_CHECKING:

    class Role:
        id: int
        name: str

        def label(self) -> str: ...


class Tag:
    id: int
    name: str

    def label(self) -> str:
        return self.name
