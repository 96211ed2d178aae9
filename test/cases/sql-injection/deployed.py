def on_event(event, context):
    schema = event["ResourceProperties"]["Schema"]
    connection = connect()
    connection.cursor().execute(f"CREATE SCHEMA {schema}")  #! medium
    return {"PhysicalResourceId": schema}


def connect():
    import psycopg2

    return psycopg2.connect("")
