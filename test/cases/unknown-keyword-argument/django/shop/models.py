from django.db import models
from django.db.models import Count


class Customer(models.Model):
    email = models.EmailField()

    @property
    def name(self):
        return self.email

    @name.setter
    def name(self, value):
        self.email = value


class OrderManager(models.Manager):
    def create(self, *, owner):
        return super().create(customer=owner)


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    number = models.CharField(max_length=10)

    objects = OrderManager()


class Line(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    amount = models.IntegerField()


def columns(customer: Customer):
    Customer.objects.filter(orders__number="1", email__iexact="a@b.c")
    Order.objects.filter(customer_id=1, line__amount__gt=3, pk__in=[1])
    Order.objects.create(owner=customer)
    Line.objects.create(order_id=1, amount=2)
    Customer(name="a@b.c")
    Customer.objects.annotate(many=Count("orders")).filter(many__gt=3)
    Line.objects.get_or_create(order_id=1, defaults={"amount": 1})


def mistakes(customer: Customer):
    Line.objects.filter(quantity=3)  #!
    Line.objects.create(order_id=1, sum=2)  #!
    Order.objects.exclude(numbr__startswith="1")  #!
    Order.objects.filter(customer=customer).update(state="new")  #!
    Customer(mail="a@b.c")  #!
    customer.orders.get(nr="1")  #!
