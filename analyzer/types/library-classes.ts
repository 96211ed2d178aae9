// Classes of the standard library and of common packages, by their documented public names, with
// what their members give. Data, read once by `library.ts`.
//
// One class each line: name | traits | other names it is reached by | members
// Members: `name=Type` for an attribute, `name()=Type` for what a call gives, `name()~Type` for
// what a call gives once it is awaited; `()` is a call of the object itself, `[]` an item, `*` what
// a loop gives. `Self` is the class itself. A bare `()~` or `name()~` awaits to something unknown.

export const LIBRARY_CLASSES = `
asyncio.Lock | lock asyncio | asyncio.locks.Lock | acquire()~builtins.bool
asyncio.Semaphore | semaphore asyncio | asyncio.locks.Semaphore | acquire()~builtins.bool
asyncio.BoundedSemaphore | semaphore asyncio | asyncio.locks.BoundedSemaphore | acquire()~builtins.bool
asyncio.Condition | condition lock asyncio | asyncio.locks.Condition | acquire()~builtins.bool wait()~ wait_for()~
asyncio.Event | event asyncio | asyncio.locks.Event | wait()~builtins.bool
asyncio.Barrier | barrier asyncio | asyncio.locks.Barrier | wait()~builtins.int
asyncio.Queue | queue asyncio | asyncio.queues.Queue | get()~ put()~ join()~
asyncio.PriorityQueue | queue asyncio | asyncio.queues.PriorityQueue | get()~ put()~ join()~
asyncio.LifoQueue | queue asyncio | asyncio.queues.LifoQueue | get()~ put()~ join()~
asyncio.Task | task future asyncio awaitable | asyncio.tasks.Task |
asyncio.Future | future asyncio awaitable | asyncio.futures.Future |
asyncio.TaskGroup | task-group asyncio | asyncio.taskgroups.TaskGroup | create_task()=asyncio.Task
asyncio.Runner | runner asyncio | asyncio.runners.Runner |
asyncio.AbstractEventLoop | loop asyncio | asyncio.events.AbstractEventLoop asyncio.BaseEventLoop uvloop.Loop | create_task()=asyncio.Task create_future()=asyncio.Future run_in_executor()=asyncio.Future
asyncio.StreamReader | stream asyncio | asyncio.streams.StreamReader | read()~builtins.bytes readline()~builtins.bytes
asyncio.StreamWriter | stream asyncio | asyncio.streams.StreamWriter | drain()~ wait_closed()~
asyncio.subprocess.Process | process asyncio | | wait()~builtins.int communicate()~
asyncio.Timeout | timeout asyncio | asyncio.timeouts.Timeout |
anyio.Lock | lock asyncio | | acquire()~
anyio.Semaphore | semaphore asyncio | | acquire()~
anyio.CapacityLimiter | semaphore asyncio | | acquire()~
anyio.Event | event asyncio | | wait()~
anyio.Condition | condition lock asyncio | | acquire()~ wait()~
anyio.abc.TaskGroup | task-group asyncio | anyio.TaskGroup |
anyio.CancelScope | timeout asyncio | |
trio.Lock | lock asyncio | | acquire()~
trio.Semaphore | semaphore asyncio | | acquire()~
trio.Nursery | task-group asyncio | |
threading.Lock | lock threading | _thread.LockType _thread.allocate_lock threading.LockType | acquire()=builtins.bool
threading.RLock | lock reentrant threading | _thread.RLock | acquire()=builtins.bool
threading.Semaphore | semaphore threading | | acquire()=builtins.bool
threading.BoundedSemaphore | semaphore threading | | acquire()=builtins.bool
threading.Condition | condition lock reentrant threading | | acquire()=builtins.bool
threading.Event | event threading | | wait()=builtins.bool
threading.Barrier | barrier threading | |
threading.Thread | thread threading | |
threading.Timer | thread threading | |
threading.local | thread-local threading | |
queue.Queue | queue threading | Queue.Queue |
queue.PriorityQueue | queue threading | |
queue.LifoQueue | queue threading | |
queue.SimpleQueue | queue threading | _queue.SimpleQueue |
multiprocessing.Lock | lock process | multiprocessing.synchronize.Lock multiprocessing.context.Lock | acquire()=builtins.bool
multiprocessing.RLock | lock reentrant process | multiprocessing.synchronize.RLock | acquire()=builtins.bool
multiprocessing.Semaphore | semaphore process | multiprocessing.synchronize.Semaphore | acquire()=builtins.bool
multiprocessing.BoundedSemaphore | semaphore process | multiprocessing.synchronize.BoundedSemaphore |
multiprocessing.Condition | condition lock process | multiprocessing.synchronize.Condition |
multiprocessing.Event | event process | multiprocessing.synchronize.Event |
multiprocessing.Queue | queue process | multiprocessing.queues.Queue |
multiprocessing.JoinableQueue | queue process | multiprocessing.queues.JoinableQueue |
multiprocessing.Process | process | multiprocessing.context.Process |
multiprocessing.pool.Pool | executor pool process | multiprocessing.Pool |
multiprocessing.pool.ThreadPool | executor pool threading | |
concurrent.futures.Executor | executor | concurrent.futures._base.Executor | submit()=concurrent.futures.Future
concurrent.futures.ThreadPoolExecutor | executor threading | concurrent.futures.thread.ThreadPoolExecutor | submit()=concurrent.futures.Future
concurrent.futures.ProcessPoolExecutor | executor process | concurrent.futures.process.ProcessPoolExecutor | submit()=concurrent.futures.Future
concurrent.futures.Future | future threading | concurrent.futures._base.Future |
contextvars.ContextVar | contextvar | |
filelock.FileLock | lock process file | filelock.UnixFileLock filelock.SoftFileLock filelock.BaseFileLock | acquire()=Self
filelock.AsyncFileLock | lock process file asyncio | | acquire()~
redis.lock.Lock | lock redis sync | | acquire()=builtins.bool
redis.asyncio.lock.Lock | lock redis asyncio | aioredis.lock.Lock | acquire()~builtins.bool
redis.Redis | redis sync | redis.StrictRedis redis.client.Redis redis.client.StrictRedis redis.cluster.RedisCluster redis.RedisCluster fakeredis.FakeRedis fakeredis.FakeStrictRedis django_redis.client.DefaultClient | pipeline()=redis.client.Pipeline lock()=redis.lock.Lock pubsub()=redis.client.PubSub
redis.asyncio.Redis | redis asyncio | redis.asyncio.StrictRedis redis.asyncio.client.Redis redis.asyncio.client.StrictRedis redis.asyncio.cluster.RedisCluster redis.asyncio.RedisCluster aioredis.Redis aioredis.client.Redis fakeredis.aioredis.FakeRedis fakeredis.FakeAsyncRedis arq.ArqRedis arq.connections.ArqRedis coredis.Redis | pipeline()=redis.asyncio.client.Pipeline lock()=redis.asyncio.lock.Lock pubsub()=redis.asyncio.client.PubSub *()~
redis.client.Pipeline | pipeline redis sync | redis.Pipeline redis.pipeline.Pipeline | execute()=builtins.list
redis.asyncio.client.Pipeline | pipeline redis asyncio | redis.asyncio.Pipeline aioredis.client.Pipeline | execute()~builtins.list watch()~ unwatch()~ reset()~
redis.client.PubSub | redis sync | |
redis.asyncio.client.PubSub | redis asyncio | | subscribe()~ get_message()~
redis.ConnectionPool | redis sync pool | redis.connection.ConnectionPool |
redis.asyncio.ConnectionPool | redis asyncio pool | redis.asyncio.connection.ConnectionPool |
sqlalchemy.ext.asyncio.AsyncSession | session sqlalchemy asyncio | sqlalchemy.ext.asyncio.session.AsyncSession sqlmodel.ext.asyncio.session.AsyncSession | execute()~sqlalchemy.engine.Result exec()~sqlalchemy.engine.Result scalars()~sqlalchemy.engine.ScalarResult scalar()~ get()~ get_one()~ flush()~ commit()~ rollback()~ refresh()~ delete()~ merge()~ close()~ connection()~sqlalchemy.ext.asyncio.AsyncConnection begin()=sqlalchemy.ext.asyncio.AsyncSessionTransaction begin_nested()=sqlalchemy.ext.asyncio.AsyncSessionTransaction run_sync()~ stream()~ sync_session=sqlalchemy.orm.Session
sqlalchemy.orm.Session | session sqlalchemy sync | sqlalchemy.orm.session.Session sqlmodel.Session sqlmodel.orm.session.Session flask_sqlalchemy.session.Session | execute()=sqlalchemy.engine.Result exec()=sqlalchemy.engine.Result scalars()=sqlalchemy.engine.ScalarResult query()=sqlalchemy.orm.Query begin()=sqlalchemy.orm.SessionTransaction begin_nested()=sqlalchemy.orm.SessionTransaction connection()=sqlalchemy.engine.Connection
sqlalchemy.orm.scoped_session | session sqlalchemy sync scoped | sqlalchemy.orm.scoping.scoped_session | ()=sqlalchemy.orm.Session execute()=sqlalchemy.engine.Result scalars()=sqlalchemy.engine.ScalarResult query()=sqlalchemy.orm.Query
sqlalchemy.ext.asyncio.async_scoped_session | session sqlalchemy asyncio scoped | | ()=sqlalchemy.ext.asyncio.AsyncSession
sqlalchemy.orm.sessionmaker | session-factory sqlalchemy sync | sqlalchemy.orm.session.sessionmaker | ()=sqlalchemy.orm.Session begin()=sqlalchemy.orm.Session
sqlalchemy.ext.asyncio.async_sessionmaker | session-factory sqlalchemy asyncio | sqlalchemy.ext.asyncio.session.async_sessionmaker | ()=sqlalchemy.ext.asyncio.AsyncSession begin()=sqlalchemy.ext.asyncio.AsyncSession
sqlalchemy.orm.SessionTransaction | transaction sqlalchemy sync | |
sqlalchemy.ext.asyncio.AsyncSessionTransaction | transaction sqlalchemy asyncio | | commit()~ rollback()~
sqlalchemy.engine.Engine | engine sqlalchemy sync | sqlalchemy.Engine sqlalchemy.engine.base.Engine | connect()=sqlalchemy.engine.Connection begin()=sqlalchemy.engine.Connection
sqlalchemy.ext.asyncio.AsyncEngine | engine sqlalchemy asyncio | sqlalchemy.ext.asyncio.engine.AsyncEngine | connect()=sqlalchemy.ext.asyncio.AsyncConnection begin()=sqlalchemy.ext.asyncio.AsyncConnection dispose()~
sqlalchemy.engine.Connection | connection sqlalchemy sync | sqlalchemy.Connection sqlalchemy.engine.base.Connection | execute()=sqlalchemy.engine.Result
sqlalchemy.ext.asyncio.AsyncConnection | connection sqlalchemy asyncio | sqlalchemy.ext.asyncio.engine.AsyncConnection | execute()~sqlalchemy.engine.Result commit()~ rollback()~ run_sync()~ close()~
sqlalchemy.engine.Result | result sqlalchemy | sqlalchemy.Result sqlalchemy.engine.CursorResult sqlalchemy.engine.cursor.CursorResult | scalars()=sqlalchemy.engine.ScalarResult mappings()=sqlalchemy.engine.MappingResult unique()=Self
sqlalchemy.engine.ScalarResult | result sqlalchemy | sqlalchemy.ScalarResult | unique()=Self
sqlalchemy.engine.MappingResult | result sqlalchemy | |
sqlalchemy.orm.Query | query sqlalchemy sync | sqlalchemy.orm.query.Query | filter()=Self filter_by()=Self where()=Self order_by()=Self join()=Self outerjoin()=Self limit()=Self offset()=Self options()=Self with_for_update()=Self group_by()=Self having()=Self distinct()=Self
sqlalchemy.sql.Select | statement sqlalchemy | sqlalchemy.Select sqlalchemy.sql.selectable.Select sqlmodel.sql.expression.Select sqlmodel.sql.expression.SelectOfScalar | where()=Self filter()=Self filter_by()=Self order_by()=Self join()=Self outerjoin()=Self limit()=Self offset()=Self options()=Self with_for_update()=Self group_by()=Self having()=Self distinct()=Self execution_options()=Self select_from()=Self with_only_columns()=Self
sqlalchemy.sql.Update | statement sqlalchemy | sqlalchemy.Update sqlalchemy.sql.dml.Update | where()=Self values()=Self returning()=Self execution_options()=Self
sqlalchemy.sql.Insert | statement sqlalchemy | sqlalchemy.Insert sqlalchemy.sql.dml.Insert sqlalchemy.dialects.postgresql.Insert | values()=Self returning()=Self on_conflict_do_nothing()=Self on_conflict_do_update()=Self
sqlalchemy.sql.Delete | statement sqlalchemy | sqlalchemy.Delete sqlalchemy.sql.dml.Delete | where()=Self returning()=Self
sqlalchemy.MetaData | metadata sqlalchemy | sqlalchemy.schema.MetaData |
flask_sqlalchemy.SQLAlchemy | sqlalchemy flask | flask_sqlalchemy.extension.SQLAlchemy | session=sqlalchemy.orm.scoped_session engine=sqlalchemy.engine.Engine
django.db.models.Model | model django | django.db.models.base.Model |
django.db.models.Manager | manager django | django.db.models.manager.Manager django.db.models.manager.BaseManager | all()=django.db.models.QuerySet filter()=django.db.models.QuerySet exclude()=django.db.models.QuerySet select_for_update()=django.db.models.QuerySet order_by()=django.db.models.QuerySet select_related()=django.db.models.QuerySet prefetch_related()=django.db.models.QuerySet using()=django.db.models.QuerySet aget()~ acreate()~ aget_or_create()~ aupdate_or_create()~ acount()~builtins.int aexists()~builtins.bool afirst()~ alast()~
django.db.models.QuerySet | queryset django | django.db.models.query.QuerySet | all()=Self filter()=Self exclude()=Self order_by()=Self select_for_update()=Self select_related()=Self prefetch_related()=Self values()=Self values_list()=Self annotate()=Self distinct()=Self only()=Self defer()=Self using()=Self reverse()=Self count()=builtins.int exists()=builtins.bool aget()~ acreate()~ acount()~builtins.int aexists()~builtins.bool afirst()~ aupdate()~builtins.int adelete()~
django.db.models.F | django expression | django.db.models.expressions.F |
django.http.HttpRequest | request django | django.http.request.HttpRequest rest_framework.request.Request |
asyncpg.Pool | pool asyncpg asyncio | asyncpg.pool.Pool | acquire()~asyncpg.Connection fetch()~ fetchrow()~ fetchval()~ execute()~
asyncpg.Connection | connection asyncpg asyncio | asyncpg.connection.Connection | fetch()~ fetchrow()~ fetchval()~ execute()~ executemany()~ transaction()=asyncpg.transaction.Transaction close()~
asyncpg.transaction.Transaction | transaction asyncpg asyncio | | start()~ commit()~ rollback()~
psycopg.AsyncConnection | connection psycopg asyncio | | execute()~ commit()~ rollback()~ cursor()=psycopg.AsyncCursor transaction()=psycopg.AsyncTransaction
psycopg.AsyncCursor | cursor psycopg asyncio | | execute()~ fetchone()~ fetchall()~
psycopg.Connection | connection dbapi sync | psycopg2.extensions.connection | cursor()=psycopg.Cursor
psycopg.Cursor | cursor dbapi sync | psycopg2.extensions.cursor |
sqlite3.Connection | connection dbapi sync | | cursor()=sqlite3.Cursor execute()=sqlite3.Cursor
sqlite3.Cursor | cursor dbapi sync | |
aiosqlite.Connection | connection aiosqlite asyncio | aiosqlite.core.Connection | execute()~aiosqlite.Cursor commit()~ rollback()~
pymongo.MongoClient | mongo sync | pymongo.mongo_client.MongoClient | []=pymongo.database.Database
pymongo.database.Database | mongo sync | | []=pymongo.collection.Collection
pymongo.collection.Collection | mongo collection sync | |
motor.motor_asyncio.AsyncIOMotorClient | mongo asyncio | pymongo.AsyncMongoClient | []=motor.motor_asyncio.AsyncIOMotorDatabase
motor.motor_asyncio.AsyncIOMotorDatabase | mongo asyncio | | []=motor.motor_asyncio.AsyncIOMotorCollection
motor.motor_asyncio.AsyncIOMotorCollection | mongo collection asyncio | | find_one()~ insert_one()~ update_one()~ delete_one()~
aiohttp.ClientSession | http-client asyncio | aiohttp.client.ClientSession | get()~aiohttp.ClientResponse post()~aiohttp.ClientResponse put()~aiohttp.ClientResponse patch()~aiohttp.ClientResponse delete()~aiohttp.ClientResponse request()~aiohttp.ClientResponse head()~aiohttp.ClientResponse ws_connect()~ close()~
aiohttp.ClientResponse | http-response asyncio | aiohttp.client_reqrep.ClientResponse | json()~ text()~builtins.str read()~builtins.bytes
aiohttp.web.Application | app aiohttp | aiohttp.web_app.Application |
aiohttp.web.Request | request aiohttp | aiohttp.web_request.Request | json()~ post()~ text()~builtins.str read()~builtins.bytes app=aiohttp.web.Application
httpx.AsyncClient | http-client asyncio | httpx._client.AsyncClient | get()~httpx.Response post()~httpx.Response put()~httpx.Response patch()~httpx.Response delete()~httpx.Response request()~httpx.Response head()~httpx.Response send()~httpx.Response aclose()~
httpx.Client | http-client sync | httpx._client.Client | get()=httpx.Response post()=httpx.Response put()=httpx.Response patch()=httpx.Response delete()=httpx.Response request()=httpx.Response
httpx.Response | http-response | |
requests.Session | http-client sync | requests.sessions.Session | get()=requests.Response post()=requests.Response put()=requests.Response patch()=requests.Response delete()=requests.Response request()=requests.Response
requests.Response | http-response sync | requests.models.Response |
urllib3.PoolManager | http-client sync | |
fastapi.FastAPI | app fastapi starlette | fastapi.applications.FastAPI | state=starlette.datastructures.State router=fastapi.APIRouter
fastapi.APIRouter | router fastapi | fastapi.routing.APIRouter |
fastapi.BackgroundTasks | background-tasks fastapi | starlette.background.BackgroundTasks fastapi.background.BackgroundTasks |
starlette.applications.Starlette | app starlette | | state=starlette.datastructures.State
starlette.requests.Request | request starlette | fastapi.Request fastapi.requests.Request | app=starlette.applications.Starlette state=starlette.datastructures.RequestState json()~ body()~builtins.bytes form()~ is_disconnected()~builtins.bool
starlette.websockets.WebSocket | websocket starlette | fastapi.WebSocket fastapi.websockets.WebSocket | accept()~ receive_text()~builtins.str receive_json()~ send_text()~ send_json()~ close()~
starlette.datastructures.State | app-state starlette | |
starlette.datastructures.RequestState | request-state starlette | |
starlette.responses.StreamingResponse | streaming-response starlette | fastapi.responses.StreamingResponse |
starlette.responses.Response | response starlette | fastapi.Response fastapi.responses.Response |
fastapi.UploadFile | upload fastapi | starlette.datastructures.UploadFile fastapi.datastructures.UploadFile | read()~builtins.bytes write()~ seek()~ close()~
channels.layers.BaseChannelLayer | channel-layer asyncio | channels.layers.InMemoryChannelLayer channels_redis.core.RedisChannelLayer | group_add()~ group_discard()~ group_send()~ send()~ receive()~ new_channel()~builtins.str
channels.generic.websocket.AsyncWebsocketConsumer | websocket channels asyncio | | channel_layer=channels.layers.BaseChannelLayer channel_name=builtins.str accept()~ send()~ close()~
channels.generic.websocket.AsyncJsonWebsocketConsumer | websocket channels asyncio | | channel_layer=channels.layers.BaseChannelLayer channel_name=builtins.str accept()~ send()~ send_json()~ close()~
channels.generic.websocket.WebsocketConsumer | websocket channels sync | channels.generic.websocket.JsonWebsocketConsumer | channel_layer=channels.layers.BaseChannelLayer channel_name=builtins.str
aiohttp.web.WebSocketResponse | websocket aiohttp asyncio | aiohttp.web_ws.WebSocketResponse | prepare()~ send_str()~ send_bytes()~ send_json()~ receive()~ receive_str()~builtins.str receive_json()~ close()~
aiokafka.AIOKafkaProducer | kafka asyncio | aiokafka.producer.AIOKafkaProducer aiokafka.producer.producer.AIOKafkaProducer | start()~ stop()~ send()~ send_and_wait()~ flush()~
aiokafka.AIOKafkaConsumer | kafka asyncio | aiokafka.consumer.AIOKafkaConsumer aiokafka.consumer.consumer.AIOKafkaConsumer | start()~ stop()~ commit()~ getone()~ getmany()~
flask.Flask | app flask | flask.app.Flask |
flask.Blueprint | router flask | flask.blueprints.Blueprint |
flask.Request | request flask | flask.wrappers.Request werkzeug.wrappers.Request |
celery.Celery | app celery | celery.app.base.Celery |
celery.Task | celery task-definition | celery.app.task.Task | delay()=celery.result.AsyncResult apply_async()=celery.result.AsyncResult
celery.result.AsyncResult | celery | |
arq.worker.Worker | arq | |
taskiq.AsyncBroker | taskiq | |
socketio.AsyncServer | socketio asyncio | | emit()~ enter_room()~ save_session()~ get_session()~
socketio.Server | socketio sync | |
datetime.datetime | datetime | | date()=datetime.date replace()=Self astimezone()=Self
datetime.date | date | |
datetime.timedelta | timedelta | |
pathlib.Path | path | pathlib.PurePath pathlib.PosixPath | open()=io.TextIOWrapper resolve()=Self absolute()=Self with_suffix()=Self joinpath()=Self parent=Self read_text()=builtins.str read_bytes()=builtins.bytes
io.TextIOWrapper | file sync | typing.TextIO typing.IO io.IOBase io.TextIOBase typing.BinaryIO io.BufferedReader io.BufferedWriter io.FileIO io.StringIO io.BytesIO | read()=builtins.str
tempfile.TemporaryDirectory | temporary | |
tempfile.NamedTemporaryFile | temporary file | |
socket.socket | socket sync | |
subprocess.Popen | process sync | |
subprocess.CompletedProcess | process-result | |
logging.Logger | logger | structlog.stdlib.BoundLogger structlog.BoundLogger loguru.Logger | getChild()=Self bind()=Self
boto3.session.Session | boto sync | boto3.Session | client()=botocore.client.BaseClient resource()=boto3.resources.base.ServiceResource
botocore.client.BaseClient | boto sync | |
boto3.resources.base.ServiceResource | boto sync | |
paramiko.SSHClient | ssh sync | paramiko.client.SSHClient |
smtplib.SMTP | smtp sync | smtplib.SMTP_SSL |
pydantic.BaseModel | pydantic | pydantic.main.BaseModel |
pydantic_settings.BaseSettings | settings pydantic | pydantic.BaseSettings |
sqlmodel.SQLModel | model sqlmodel pydantic | sqlmodel.main.SQLModel |
unittest.mock.Mock | mock | mock.Mock |
unittest.mock.MagicMock | mock | mock.MagicMock |
unittest.mock.AsyncMock | mock asyncio | mock.AsyncMock | ()~
unittest.TestCase | test-case | |
`
