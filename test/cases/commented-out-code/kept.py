def show(view):
    view.load()
    # uncomment to show the inspector
    # view.get_inspector().show()  #! low
    view.ready()
    # view.get_toolbar().show()  #! low
