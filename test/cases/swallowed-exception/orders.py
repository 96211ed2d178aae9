import logging

log = logging.getLogger(__name__)

def push(orders, store):
    for order in orders:
        try:
            store.write(order)
        except Exception:  #!
            continue
    try:
        store.flush()
    except Exception:  #!
        pass
