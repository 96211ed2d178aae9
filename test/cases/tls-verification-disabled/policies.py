import paramiko


def connect(host, strict, quick):
    client = paramiko.SSHClient()
    if strict:
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
    else:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  #! medium
    other = paramiko.SSHClient()
    if quick:
        other.set_missing_host_key_policy(paramiko.AutoAddPolicy())  #! high
    client.connect(host)
    other.connect(host)
