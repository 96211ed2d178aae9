from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select, update, delete
from .auth import get_current_user, CurrentUser
from .models import Project, Tag
router = APIRouter(prefix='/projects')
@router.get('/{project_id}')
async def one(project_id: int, db, user: CurrentUser):
    stmt = select(Project).where(Project.id == project_id) #!
    return (await db.execute(stmt)).scalar_one()
@router.patch('/{project_id}')
async def two(project_id: int, name: str, db, user: CurrentUser):
    project = await db.get(Project, project_id) #!
    if project is None: raise HTTPException(404)
    project.name = name
    await db.commit()
@router.delete('/{project_id}')
async def three(project_id: int, db, user: CurrentUser):
    await db.execute(delete(Project).where(Project.id == project_id)) #!
    await db.commit()
@router.put('/{project_id}')
async def four(project_id: int, name: str, db, user: CurrentUser):
    await db.execute(update(Project).where(Project.id == project_id).values(name=name)) #!
    await db.commit()
@router.get('/q/{project_id}')
async def five(project_id: int, db, user: CurrentUser):
    return db.query(Project).filter(Project.id == project_id).first() #!
@router.get('/f/{project_id}')
async def six(project_id: int, db, user: CurrentUser):
    return db.query(Project).filter_by(id=project_id).one_or_none() #!
@router.get('/ok/{project_id}')
async def seven(project_id: int, db, user: CurrentUser):
    return db.query(Project).filter_by(id=project_id, owner_id=user.id).one_or_none()
@router.get('/tags/{tag_id}')
async def eight(tag_id: int, db, user: CurrentUser):
    return await db.get(Tag, tag_id)
@router.get('/ok2/{project_id}')
async def nine(project_id: int, db, user: CurrentUser):
    project = await db.get(Project, project_id)
    if not project or project.owner_id != user.id: raise HTTPException(404)
    return project
