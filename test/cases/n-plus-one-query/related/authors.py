from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=20)


class Book(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")


def totals():
    return {author.name: author.books.count() for author in Author.objects.all()}  #!


def fetched():
    authors = Author.objects.prefetch_related("books")
    return {author.name: author.books.all() for author in authors}


def of_one(pk):
    author = Author.objects.get(pk=pk)
    return [book.pk for book in author.books.all()]
