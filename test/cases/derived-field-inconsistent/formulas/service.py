def paid(order, amount):
    order.paid += amount
    order.is_settled = order.paid >= order.total and order.state == 'invoiced'


def refunded(order, amount):
    order.paid -= amount
    order.is_settled = order.paid >= order.total  #!


def reopened(order):
    order.is_open = order.state != 'closed' and not order.is_settled


def changed(order):
    order.is_open = order.state != 'closed'  #!


def checkin(room):
    room.guests += 1
    room.is_full = room.guests >= room.capacity  #!
    room.has_space = not room.blocked and room.guests < room.capacity


def checkout(room):
    room.guests -= 1
    room.is_full = room.guests >= room.capacity or room.blocked
    room.has_space = room.guests < room.capacity  #!


def price(order):
    order.grand_total = order.total + order.shipping - order.discount


def reprice(order):
    order.grand_total = order.total + order.shipping  #!


def due(order):
    order.due = order.total - order.paid - order.discount


def due_again(order):
    order.due = order.total - order.paid  #!


class RoomService:
    def update(self, room, data):
        room.capacity = data.capacity
        room.is_full = bool(room.guests >= room.capacity)  #!
