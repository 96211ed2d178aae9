from fastapi import APIRouter, Depends
from fastapi_utils.cbv import cbv
from .auth import verify_key
router = APIRouter()
@cbv(router)
class Items:
    key: str = Depends(verify_key)
    @router.get('/items')
    def list(self):
        return []
    @router.post('/items')
    def create(self, name: str):
        return name
@router.delete('/items/{i}') #!
def drop(i: int):
    return i
