def orders(rows, limit):
    total = 0
    chosen = []
    for row in rows:
        if row.price > limit and row.stock > 3:
            total += row.price * row.stock
            chosen.append((row.name, row.price, row.stock))
        elif row.hidden:
            total -= row.discount
    if not chosen:
        raise ValueError("nothing was chosen below the limit")
    average = total / len(chosen)
    chosen.sort(key=lambda one: one[1])
    report = {"total": total, "average": average, "rows": chosen}
    report["first"] = chosen[0]
    report["last"] = chosen[-1]
    send_report("orders", report, retries=3, timeout=20)
    return report
