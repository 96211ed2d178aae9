import os

import click


@click.command()
def clean(path):
    if os.path.exists(path):
        os.remove(path)  #! low


def drop(path):
    if os.path.exists(path):
        os.remove(path)  #! medium
