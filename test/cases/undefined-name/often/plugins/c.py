def run_c(rows):
    for row in rows:
        hosting.show(row)  #! medium
    return rows
