def price(row):
    return row.count * row.each
