def run_d(rows):
    for row in rows:
        hosting.show(row)  #! medium
    return rows
