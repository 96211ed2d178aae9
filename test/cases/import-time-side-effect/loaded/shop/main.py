from shop import rows


def main():
    return rows.rows
