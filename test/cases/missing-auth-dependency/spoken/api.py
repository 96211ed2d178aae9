from fastapi import APIRouter, Depends

from auth import current_user

router = APIRouter(prefix="/orders")


@router.post("/")
def create(data: dict, user=Depends(current_user)):
    return save(data, user)


@router.get("/{order_id}")
def show(order_id: int, user=Depends(current_user)):
    return load(order_id, user)


@router.delete("/{order_id}") #!
def remove(order_id: int):
    """Removes an order; the caller stays authenticated."""
    # Whoever is authenticated has_permission to do so: check_permissions(user) is not needed.
    return delete(order_id)
