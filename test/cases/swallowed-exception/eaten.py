def switch(client, volumes):
    for volume in volumes:
        try:
            # Try and stop the copy on the main array. We eat the
            # exception here: an array that is down stops by itself.
            client.stop(client.name_of(volume))
        except Exception:
            pass
        try:
            # Start the copy on the other array, with what is
            # known of the volume.
            client.start(client.name_of(volume))
        except Exception:  #!
            pass
