from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    def handle(self, *args, **options):
        self.drop(options["name"])

    def drop(self, name):
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE %s" % name)  #! medium
