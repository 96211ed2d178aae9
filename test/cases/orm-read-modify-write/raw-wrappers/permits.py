import db


def buy(account_id, cost):
    account = db.row("SELECT credit FROM account WHERE id = %s", [account_id])
    if account is None or account["credit"] < cost:
        return False
    db.update("account", account_id, {"credit": account["credit"] - cost})  #!
    return True


def buy_locked(account_id, cost):
    account = db.row("SELECT credit FROM account WHERE id = %s FOR UPDATE", [account_id])
    db.update("account", account_id, {"credit": account["credit"] - cost})


def set_credit(account_id, credit):
    account = db.row("SELECT credit FROM account WHERE id = %s", [account_id])
    db.update("account", account_id, {"credit": credit})
    return account


def other_table(account_id, cost):
    account = db.row("SELECT credit FROM account WHERE id = %s", [account_id])
    db.update("ledger", account_id, {"credit": account["credit"] - cost})


def merged(values, key):
    values.update("account", key, {"credit": 1})
