def migrate(rows):
    for row in rows:
        try:
            row.upgrade()
        except Exception:  # noqa: BLE001  #!
            """nothing"""
        try:
            row.check()
        except ValueError:
            raise
        except Exception as error:  #!
            return []
