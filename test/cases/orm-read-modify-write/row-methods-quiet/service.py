from django.db import transaction
from models import Stock

def sell(pk, amount):
    with transaction.atomic():
        stock = Stock.objects.select_for_update().get(pk=pk)
        stock.take(amount)
        stock.save()

def make(amount):
    stock = Stock(count=10)
    stock.take(amount)
    stock.save()

def look(pk, amount):
    stock = Stock.objects.get(pk=pk)
    stock.note(amount)
    stock.save()
