// What frameworks and libraries call by themselves: decorators, registering calls, base classes.
import type { EntryKind } from '../model.ts'

export type { EntryKind } from '../model.ts'

const HTTP = 'get|post|put|patch|delete|head|options|trace|route|api_route|view'
const APPS = [
  String.raw`fastapi\.(?:\w+\.)*(?:FastAPI|APIRouter)`,
  String.raw`starlette\.(?:\w+\.)*(?:Starlette|Router)`,
  String.raw`flask\.(?:\w+\.)*(?:Flask|Blueprint)`,
  String.raw`quart\.(?:\w+\.)*(?:Quart|Blueprint)`,
  String.raw`sanic\.(?:\w+\.)*(?:Sanic|Blueprint)`,
  String.raw`aiohttp\.web(?:\.\w+)*\.RouteTableDef`,
  String.raw`litestar(?:\.\w+)*`,
  String.raw`bottle\.Bottle`,
  String.raw`ninja(?:\.\w+)*\.(?:NinjaAPI|Router)`,
].join('|')

/** Decorators by what they resolve to; the first that matches wins. */
export const DECORATORS: readonly (readonly [RegExp, EntryKind])[] = [
  [new RegExp(String.raw`^(?:${APPS})\(\)\.(?:${HTTP})$`), 'route'],
  [new RegExp(String.raw`^(?:${APPS})\(\)\.(?:websocket|websocket_route)$`), 'websocket'],
  [
    new RegExp(
      String.raw`^(?:${APPS})\(\)\.(?:middleware|exception_handler|errorhandler|before_request|before_app_request|after_request|after_app_request|teardown_request|teardown_appcontext|context_processor|listener)$`,
    ),
    'event',
  ],
  [
    new RegExp(
      String.raw`^(?:${APPS})\(\)\.(?:on_event|before_serving|after_serving|before_server_start|after_server_start|before_server_stop|after_server_stop)$`,
    ),
    'startup',
  ],
  [/^(?:litestar|bottle|cherrypy|falcon)\.(?:get|post|put|patch|delete|route|expose)$/, 'route'],
  [
    /^celery\.(?:shared_task|task)$|^celery(?:\.\w+)*\.Celery\(\)\.(?:task|on_after_configure\.connect)$/,
    'job',
  ],
  [
    /^(?:dramatiq\.actor|huey(?:\.\w+)*\(\)\.(?:task|periodic_task)|rq\.decorators\.job|django_rq\.job|taskiq(?:\.\w+)*\(\)\.task|procrastinate(?:\.\w+)*\(\)\.task)$/,
    'job',
  ],
  [
    /^(?:click|asyncclick|rich_click)\.(?:command|group)$|^click(?:\.\w+)*\(\)\.(?:command|group)$|^typer\.Typer\(\)\.(?:command|callback)$|^flask\.\w+\(\)\.cli\.command$/,
    'cli',
  ],
  [
    /^django\.dispatch\.receiver$|^sqlalchemy\.event\.listens_for$|^socketio(?:\.\w+)*\(\)\.(?:on|event)$|^blinker\./,
    'event',
  ],
  // Bots: each message and command runs as a task of its own.
  [
    /^(?:discord|nextcord|disnake)(?:\.\w+)*(?:\(\))?(?:\.\w+)*\.(?:command|group|event|listen|listener|(?:hybrid|slash|user|message)_(?:command|group)|button|select)$/,
    'event',
  ],
  [
    /^(?:aiogram|telebot)(?:\.\w+)*\(\)\.(?:(?:edited_)?message|callback_query|inline_query|channel_post|chat_member|my_chat_member|pre_checkout_query|business_message)(?:_handler)?$/,
    'event',
  ],
  [/^(?:pyrogram|telethon)(?:\.\w+)*\(\)\.on(?:_\w+)?$/, 'event'],
  [/^slack_bolt(?:\.\w+)*\(\)\.(?:event|command|message|action|shortcut|view|options)$/, 'event'],
  [
    /^(?:mcp|fastmcp)(?:\.\w+)*\(\)\.(?:tool|resource|prompt|call_tool|read_resource|get_prompt)$/,
    'event',
  ],
  [/^chainlit\.(?:on_\w+|action_callback)$/, 'event'],
  [/^faststream(?:\.\w+)*\(\)\.subscriber$/, 'event'],
  [/^azure\.functions(?:\.\w+)*\(\)\.(?:route|\w+_trigger|activity_trigger)$/, 'route'],
  [/^rest_framework\.decorators\.(?:action|api_view|list_route|detail_route)$/, 'route'],
  [/^apscheduler(?:\.\w+)*\(\)\.scheduled_job$/, 'timer'],
]

/** `@something.get('/path')` is a route whatever `something` is. */
export const ROUTE_METHODS = new Set(HTTP.split('|'))

/** Calls that register a function for requests, by what they resolve to. */
export const REGISTRARS: readonly (readonly [RegExp, EntryKind])[] = [
  [/^django\.(?:urls|conf\.urls)\.(?:path|re_path|url)$/, 'route'],
  [/^starlette\.routing\.(?:Route|Mount)$/, 'route'],
  [/^starlette\.routing\.WebSocketRoute$/, 'websocket'],
  [
    /\.add_(?:get|post|put|patch|delete|head|view|route|api_route|url_rule|api_websocket_route)$/,
    'route',
  ],
  [/^aiohttp\.web\.(?:get|post|put|patch|delete|head|view|route)$/, 'route'],
  [/\.add_(?:exception_handler|middleware)$/, 'event'],
  [/\.add_event_handler$|\.(?:on_startup|on_shutdown|on_cleanup|cleanup_ctx)\.append$/, 'startup'],
  [
    /(?:^|\.)signals?\.\w+\.connect$|\.(?:pre_save|post_save|pre_delete|post_delete|m2m_changed)\.connect$/,
    'event',
  ],
]

/** Base classes by name and the methods that are called from outside. */
export const BASES: readonly (readonly [base: RegExp, methods: RegExp, kind: EntryKind])[] = [
  [/^threading\.(?:Thread|Timer)$/, /^run$/, 'thread'],
  [/^multiprocessing(?:\.\w+)*\.Process$/, /^run$/, 'process'],
  [
    /^django\.views\.|^rest_framework\.(?:views|generics|viewsets|mixins)\./,
    /^(?:get|post|put|patch|delete|head|options|dispatch|list|create|retrieve|update|partial_update|destroy|perform_create|perform_update|perform_destroy|get_queryset|form_valid|form_invalid|get_context_data)$/,
    'route',
  ],
  [
    /^tornado\.web\.RequestHandler$|^flask\.views\.|^aiohttp\.web\.View$|^starlette\.endpoints\.HTTPEndpoint$|^falcon/,
    /^(?:get|post|put|patch|delete|head|options|prepare|on_get|on_post|on_put|on_delete|dispatch_request)$/,
    'route',
  ],
  [
    /^(?:tornado\.websocket\.|starlette\.endpoints\.WebSocketEndpoint|channels\.generic\.)/,
    /^(?:open|on_\w+|connect|disconnect|receive\w*|websocket_\w+)$/,
    'websocket',
  ],
  [/^http\.server\.\w+|^BaseHTTPServer\./, /^do_[A-Z]+$/, 'route'],
  [/^socketserver\.\w+|^SocketServer\./, /^handle$/, 'thread'],
  [
    /^asyncio\.(?:\w+\.)*(?:Protocol|BufferedProtocol|DatagramProtocol|SubprocessProtocol)$/,
    /^(?:connection_made|connection_lost|data_received|datagram_received|eof_received|error_received|pipe_data_received)$/,
    'event',
  ],
  [/^starlette\.middleware\.base\.BaseHTTPMiddleware$/, /^dispatch$/, 'route'],
  [/^django\.core\.management\.base\.|^django\.core\.management\.BaseCommand$/, /^handle$/, 'cli'],
  [/^celery(?:\.\w+)*\.Task$/, /^run$/, 'job'],
  [
    /^unittest\.(?:\w+\.)*(?:TestCase|IsolatedAsyncioTestCase)$|^django\.test\.|^rest_framework\.test\./,
    /^(?:test\w*|setUp\w*|tearDown\w*|asyncSetUp|asyncTearDown)$/,
    'test',
  ],
]
