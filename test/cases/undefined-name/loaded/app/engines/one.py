def ask(query):
    return query, languages, aliases, languagges  #!
