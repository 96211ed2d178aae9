def first(order):
    order.grand_total = order.total + order.shipping - order.discount


def counted(order, amount):
    order.paid = order.paid + amount


def other(order):
    order.due = order.total


def cents(order, rate):
    order.due = order.total * rate
