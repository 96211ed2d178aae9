from fastapi import APIRouter

router = APIRouter(prefix="/animals")


@router.get("/{key}")
def one(key: int) -> dict:
    return {"key": key}


@router.post("/")
def add(name: str) -> dict:
    return {"name": name}


@router.delete("/{key}")  #! medium
def remove(key: int) -> None:
    print(key)
