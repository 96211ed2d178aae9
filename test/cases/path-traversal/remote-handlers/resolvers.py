import os
from enum import Enum

import graphene
import strawberry


class Kind(Enum):
    BED = "bed"


class Query(graphene.ObjectType):
    def resolve_note(self, info, name):
        return open("/srv/" + name).read()  #! high

    def resolve(self, name):
        return open("/srv/" + name).read()


@strawberry.type
class Root:
    @strawberry.mutation
    def drop(self, name: str, row: int, kind: Kind) -> bool:
        os.remove("/srv/" + name)  #! high
        os.remove(f"/srv/{row}")
        return True

    def helper(self, name: str) -> str:
        return open("/srv/" + name).read()
