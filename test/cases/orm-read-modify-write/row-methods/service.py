from models import Stock

def sell(pk, amount):
    stock = Stock.objects.get(pk=pk)
    stock.take(amount) #!
    stock.save()

def back(pk, amount):
    stock = Stock.objects.get(pk=pk)
    stock.give(amount)
