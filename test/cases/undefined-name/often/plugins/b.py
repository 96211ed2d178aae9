def run_b(rows):
    for row in rows:
        hosting.show(row)  #! medium
    return rows
