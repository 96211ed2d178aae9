from fastapi import APIRouter

from .dependencies import CurrentAccount, Folder, Slug, Title

router = APIRouter()


@router.get("/list")
def listing(folder: Folder, account: CurrentAccount):
    with open(folder + "/index.txt") as file:
        return account.name, file.read()


@router.get("/titles")
def titles(title: Title):
    with open("/srv/titles/" + title) as file:  #!
        return file.read()


@router.get("/slugs")
def slugs(slug: Slug):
    with open("/srv/slugs/" + slug) as file:  #!
        return file.read()
