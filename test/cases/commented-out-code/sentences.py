def post(queue, name):
    # NOTE: to replace exists with metadata has no impact on the time since both
    # of them will call
    # collection.find_one()
    found = queue.metadata(name)
    # The name is known.
    # collection.find_one() #!
    return found
