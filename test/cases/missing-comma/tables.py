COLUMNS = [
    "id",
    "name",
    "status" "start_time",  #!
    "end_time",
]

RULES = [
    "identity:delete_trust",
    "identity:get_trust",
    "identity:list_roles_for_trust"  #!
    "identity:get_role_for_trust",
]

LINES = [
    "first line\n"
    "second line\n",
    "third line\n",
    "fourth line\n",
]

COMMANDS = (
    "list",
    "show",
    "remove --force --recursive --no-preserve-root --verbose --one-file-system"
    "all",
)

MIXED = ["a", "b", 'c' "d", ("e" "f")]
