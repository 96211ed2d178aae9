from sqlalchemy import select
from app.models import Note
async def get_note(db, note_id: int):
    return (await db.execute(select(Note).where(Note.id == note_id))).scalar_one_or_none()
async def get_note_of(db, note_id: int, user_id: int):
    return (await db.execute(select(Note).where(Note.id == note_id, Note.user_id == user_id))).scalar_one_or_none()
class NoteRepo:
    def __init__(self, db): self.db = db
    async def get(self, note_id: int) -> Note | None:
        return await self.db.get(Note, note_id)
