def move_over(store, shelves):
    for shelf in shelves:
        try:
            # The old store is told to let go. We swallow what it
            # answers: one that is closed has let go already.
            store.release(store.name_of(shelf))
        except Exception:
            pass
        try:
            # The new store takes the shelf, with what is
            # known of its rows.
            store.take(store.name_of(shelf))
        except Exception:  #!
            pass
