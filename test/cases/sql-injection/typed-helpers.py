from enum import IntEnum


class Kind(IntEnum):
    ERROR = 1


class Archive:
    def account_id(self, account: str) -> int:
        return self.accounts[account]

    def account_name(self, account: str) -> str:
        return self.names[account]

    def load(self, account, jids):
        account_id = self.account_id(account)
        kinds = map(str, [Kind.ERROR])
        sql = """
            SELECT contact FROM logs WHERE jid IN ({jids})
            AND account_id = {account_id}
            AND kind NOT IN ({kinds})
            """.format(
            jids=", ".join("?" * len(jids)),
            account_id=account_id,
            kinds=", ".join(kinds),
        )
        return self.connection.execute(sql, tuple(jids)).fetchall()

    def load_by_name(self, account):
        name = self.account_name(account)
        sql = "SELECT contact FROM logs WHERE account = '{name}'".format(name=name)
        return self.connection.execute(sql).fetchall()  #!
