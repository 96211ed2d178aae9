def run_a(rows):
    for row in rows:
        hosting.show(row)  #! medium
    return forgoten(rows)  #! high
