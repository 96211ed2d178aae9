from fastapi import APIRouter, Depends, HTTPException
from app import crud
from app.auth import current_user
from app.crud import NoteRepo
router = APIRouter(prefix='/notes')
@router.get('/{note_id}')
async def one(note_id: int, db, user=Depends(current_user)) -> dict:
    note = await crud.get_note(db, note_id) #!
    return {'text': note.text}
@router.get('/{note_id}/ok')
async def two(note_id: int, db, user=Depends(current_user)) -> dict:
    note = await crud.get_note_of(db, note_id, user.id)
    return {'text': note.text}
@router.get('/{note_id}/ok2')
async def three(note_id: int, db, user=Depends(current_user)) -> dict:
    note = await crud.get_note(db, note_id)
    if note.user_id != user.id: raise HTTPException(404)
    return {'text': note.text}
@router.delete('/{note_id}')
async def four(note_id: int, repo: NoteRepo = Depends(), user=Depends(current_user)) -> dict:
    note = await repo.get(note_id) #!
    await repo.db.delete(note)
    return {}
