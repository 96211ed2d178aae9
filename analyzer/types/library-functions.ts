// What functions and variables of libraries give: `name() = Type`, `name() ~ Type` where the result
// must be awaited, `name = Type` for a variable. Data, read once by `library.ts`.

export const LIBRARY_FUNCTIONS = `
asyncio.create_task() = asyncio.Task
asyncio.ensure_future() = asyncio.Future
asyncio.gather() = asyncio.Future
asyncio.shield() = asyncio.Future
asyncio.wait_for() ~
asyncio.wait() ~
asyncio.sleep() ~
asyncio.to_thread() ~
asyncio.open_connection() ~
asyncio.create_subprocess_exec() ~ asyncio.subprocess.Process
asyncio.create_subprocess_shell() ~ asyncio.subprocess.Process
asyncio.get_event_loop() = asyncio.AbstractEventLoop
asyncio.get_running_loop() = asyncio.AbstractEventLoop
asyncio.new_event_loop() = asyncio.AbstractEventLoop
asyncio.current_task() = asyncio.Task
asyncio.timeout() = asyncio.Timeout
asyncio.run_coroutine_threadsafe() = concurrent.futures.Future
anyio.create_task_group() = anyio.abc.TaskGroup
anyio.sleep() ~
anyio.to_thread.run_sync() ~
trio.open_nursery() = trio.Nursery
threading.current_thread() = threading.Thread
redis.from_url() = redis.Redis
redis.Redis.from_url() = redis.Redis
redis.StrictRedis.from_url() = redis.Redis
redis.asyncio.from_url() = redis.asyncio.Redis
redis.asyncio.Redis.from_url() = redis.asyncio.Redis
redis.asyncio.StrictRedis.from_url() = redis.asyncio.Redis
redis.asyncio.client.Redis.from_url() = redis.asyncio.Redis
aioredis.from_url() = redis.asyncio.Redis
aioredis.create_redis_pool() ~ redis.asyncio.Redis
arq.create_pool() ~ redis.asyncio.Redis
channels.layers.get_channel_layer() = channels.layers.BaseChannelLayer
django_redis.get_redis_connection() = redis.Redis
sqlalchemy.create_engine() = sqlalchemy.engine.Engine
sqlalchemy.engine.create_engine() = sqlalchemy.engine.Engine
sqlmodel.create_engine() = sqlalchemy.engine.Engine
sqlalchemy.ext.asyncio.create_async_engine() = sqlalchemy.ext.asyncio.AsyncEngine
sqlalchemy.select() = sqlalchemy.sql.Select
sqlalchemy.future.select() = sqlalchemy.sql.Select
sqlalchemy.sql.select() = sqlalchemy.sql.Select
sqlmodel.select() = sqlalchemy.sql.Select
sqlalchemy.update() = sqlalchemy.sql.Update
sqlalchemy.insert() = sqlalchemy.sql.Insert
sqlalchemy.dialects.postgresql.insert() = sqlalchemy.sql.Insert
sqlalchemy.dialects.sqlite.insert() = sqlalchemy.sql.Insert
sqlalchemy.delete() = sqlalchemy.sql.Delete
django.db.models.Model.objects = django.db.models.Manager
django.db.models.Model().objects = django.db.models.Manager
asyncpg.create_pool() ~ asyncpg.Pool
asyncpg.connect() ~ asyncpg.Connection
psycopg.connect() = psycopg.Connection
psycopg2.connect() = psycopg.Connection
psycopg.AsyncConnection.connect() ~ psycopg.AsyncConnection
sqlite3.connect() = sqlite3.Connection
aiosqlite.connect() ~ aiosqlite.Connection
requests.get() = requests.Response
requests.post() = requests.Response
requests.put() = requests.Response
requests.patch() = requests.Response
requests.delete() = requests.Response
requests.request() = requests.Response
requests.session() = requests.Session
httpx.get() = httpx.Response
httpx.post() = httpx.Response
httpx.request() = httpx.Response
flask.request = flask.Request
flask.current_app = flask.Flask
logging.getLogger() = logging.Logger
structlog.get_logger() = logging.Logger
structlog.stdlib.get_logger() = logging.Logger
loguru.logger = logging.Logger
boto3.client() = botocore.client.BaseClient
boto3.resource() = boto3.resources.base.ServiceResource
builtins.open() = io.TextIOWrapper
io.open() = io.TextIOWrapper
pathlib.Path.cwd() = pathlib.Path
pathlib.Path.home() = pathlib.Path
socket.create_connection() = socket.socket
subprocess.run() = subprocess.CompletedProcess
datetime.datetime.now() = datetime.datetime
datetime.datetime.utcnow() = datetime.datetime
datetime.datetime.today() = datetime.datetime
datetime.datetime.fromtimestamp() = datetime.datetime
datetime.datetime.utcfromtimestamp() = datetime.datetime
datetime.datetime.fromisoformat() = datetime.datetime
datetime.datetime.strptime() = datetime.datetime
datetime.datetime.combine() = datetime.datetime
datetime.date.today() = datetime.date
time.time() = builtins.float
time.monotonic() = builtins.float
uuid.uuid4() = uuid.UUID
json.dumps() = builtins.str
os.environ.get() = builtins.str
os.getenv() = builtins.str
os.path.join() = builtins.str
builtins.len() = builtins.int
builtins.sorted() = builtins.list
builtins.sum() = builtins.int
builtins.repr() = builtins.str
builtins.format() = builtins.str
builtins.isinstance() = builtins.bool
builtins.hasattr() = builtins.bool
builtins.any() = builtins.bool
builtins.all() = builtins.bool
builtins.dict.fromkeys() = builtins.dict
`
