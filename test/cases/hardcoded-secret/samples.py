def fill(form):
    defaults = {
        "checkbox": "default",
        "color": "#bada55",
        "date": "2019-03-03",
        "month": "2019-03",
        "password": "Letm3in_",  #! medium
        "radio": "on",
        "text": "text",
    }
    login = {
        "host": "db.example.org",
        "port": 5432,
        "user": "shop",
        "password": "Letm3in_",  #! critical
        "sslmode": "require",
        "timeout": 5,
        "dbname": "shop",
    }
    return form(defaults), connect(login)
