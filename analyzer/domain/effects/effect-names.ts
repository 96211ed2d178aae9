// Calls that reach outside of the process and its database, by what they resolve to.

export type EffectKind =
  /** A task for a worker: Celery, taskiq, arq, RQ, Dramatiq. */
  | 'task'
  /** Socket.IO, WebSockets, server-sent events. */
  | 'emit'
  /** A message broker or Redis channel. */
  | 'publish'
  | 'mail'
  | 'http'
  /** Object stores and other services of a cloud. */
  | 'cloud'
  /** Payments, text messages. */
  | 'provider'

/** By the path from outside: `httpx.AsyncClient().post`. */
export const EFFECTS_BY_PATH: readonly (readonly [RegExp, EffectKind])[] = [
  [
    /^(?:httpx|requests|aiohttp|urllib3|niquests|treq)\.(?!.*\b(?:get|post|put|patch|delete|head|options|request|send|json|headers|cookies|params)(?:\(\))?\.)(?:.*\.)?(?:get|post|put|patch|delete|head|options|request|send|stream|urlopen|ws_connect)$/,
    'http',
  ],
  [
    /^urllib\.request\.(?:urlopen|urlretrieve)$|^http\.client\.HTTPS?Connection\(\)\.request$/,
    'http',
  ],
  [
    /^celery\b.*\.(?:delay|apply_async|send_task)$|^celery\.(?:\w+\.)*(?:chain|group|chord)\(\)/,
    'task',
  ],
  [/^(?:taskiq|taskiq_\w+)\b.*\.(?:kiq|kick)$/, 'task'],
  [/^arq\b.*\.enqueue_job$|^(?:rq|django_rq)\b.*\.enqueue(?:_at|_in|_call)?$/, 'task'],
  [/^dramatiq\b.*\.(?:send|send_with_options)$|^procrastinate\b.*\.defer(?:_async)?$/, 'task'],
  [/^socketio\b.*\.(?:emit|send|call)$|^flask_socketio\b.*(?:\.|^)(?:emit|send)$/, 'emit'],
  [/WebSocket\(\)\.send(?:_text|_json|_bytes)?$/, 'emit'],
  [/^channels\b.*\.(?:group_send|send)$/, 'emit'],
  [/^(?:redis|aioredis|coredis)\b.*\.(?:publish|xadd)$/, 'publish'],
  [
    /^(?:aiokafka|kafka|confluent_kafka)\b.*\.(?:send|send_and_wait|produce)$|^(?:pika|aio_pika|kombu|aiormq)\b.*\.(?:basic_publish|publish)$|^(?:nats|faststream|gcloud|google\.cloud\.pubsub\w*)\b.*\.publish$/,
    'publish',
  ],
  [
    /^django\.core\.mail\.(?:send_mail|send_mass_mail|mail_admins|mail_managers)$|^django\.core\.mail\.(?:\w+\.)*Email\w+\(\)\.send$/,
    'mail',
  ],
  [
    /^(?:smtplib|aiosmtplib)\b.*(?:send_message|sendmail|send)$|^(?:fastapi_mail|flask_mail|flask_mailman)\b.*\.send(?:_message)?$|^(?:sendgrid|postmarker|resend|mailgun)\b.*\.send\w*$/,
    'mail',
  ],
  [
    /^(?:boto3|aioboto3|aiobotocore|botocore|google\.cloud|azure)\b.*\.(?:send_message|publish|put_object|upload_file|upload_fileobj|upload_from_\w+|invoke|send_email|upload_blob)$/,
    'cloud',
  ],
  [
    /^(?:stripe|paypalrestsdk|braintree|twilio|openai|anthropic|slack_sdk)\b.*\.(?:create|capture|confirm|refund|send|chat_postMessage|cancel|modify)$/,
    'provider',
  ],
]

/** By the name of a method on something that is not known; few names leave so little doubt. */
export const EFFECTS_BY_METHOD: ReadonlyMap<string, EffectKind> = new Map<string, EffectKind>([
  ['apply_async', 'task'],
  ['delay', 'task'],
  ['kiq', 'task'],
  ['enqueue_job', 'task'],
  ['send_task', 'task'],
  ['send_mail', 'mail'],
  ['send_email', 'mail'],
  ['sendmail', 'mail'],
  ['basic_publish', 'publish'],
  ['send_and_wait', 'publish'],
  ['emit', 'emit'],
  ['send_json', 'emit'],
  ['send_text', 'emit'],
  ['broadcast', 'emit'],
])
