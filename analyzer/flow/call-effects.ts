// What calls do to the world, by their qualified names and by the names of methods.

export type CallEffectKind = 'blocks' | 'commits' | 'flushes' | 'rollbacks' | 'emits'

const BLOCKING: ReadonlySet<string> = new Set([
  'time.sleep',
  'builtins.input',
  'os.system',
  'os.popen',
  'os.wait',
  'os.waitpid',
  'subprocess.run',
  'subprocess.call',
  'subprocess.check_call',
  'subprocess.check_output',
  'subprocess.getoutput',
  'subprocess.getstatusoutput',
  'urllib.request.urlopen',
  'urllib.request.urlretrieve',
  'urllib2.urlopen',
  'requests.get',
  'requests.post',
  'requests.put',
  'requests.patch',
  'requests.delete',
  'requests.head',
  'requests.options',
  'requests.request',
  'httpx.get',
  'httpx.post',
  'httpx.put',
  'httpx.patch',
  'httpx.delete',
  'httpx.request',
  'httpx.stream',
  'socket.create_connection',
  'socket.getaddrinfo',
  'socket.gethostbyname',
  'smtplib.SMTP',
  'smtplib.SMTP_SSL',
  'smtplib.LMTP',
  'imaplib.IMAP4',
  'imaplib.IMAP4_SSL',
  'poplib.POP3',
  'poplib.POP3_SSL',
  'ftplib.FTP',
  'ftplib.FTP_TLS',
  'psycopg2.connect',
  'pymysql.connect',
  'MySQLdb.connect',
  'select.select',
  // Reads the whole file.
  'hashlib.file_digest',
])

const BY_METHOD: ReadonlyMap<string, CallEffectKind> = new Map<string, CallEffectKind>([
  ['commit', 'commits'],
  ['acommit', 'commits'],
  ['flush', 'flushes'],
  ['rollback', 'rollbacks'],
  ['publish', 'emits'],
  ['emit', 'emits'],
  ['send_mail', 'emits'],
  ['send_email', 'emits'],
  ['send_message', 'emits'],
  ['delay', 'emits'],
  ['apply_async', 'emits'],
  ['kiq', 'emits'],
  ['send_task', 'emits'],
  ['enqueue', 'emits'],
  ['enqueue_job', 'emits'],
  ['basic_publish', 'emits'],
  ['send_and_wait', 'emits'],
])

const EMITTING: ReadonlySet<string> = new Set([
  'django.core.mail.send_mail',
  'requests.post',
  'requests.put',
  'requests.patch',
  'requests.delete',
  'httpx.post',
  'httpx.put',
  'httpx.patch',
  'httpx.delete',
])

/** The kinds of effect of a call; `method` is the attribute that is called, '' for a bare name. */
export function callEffects(name: string | undefined, method: string): readonly CallEffectKind[] {
  const found: CallEffectKind[] = []
  if (name !== undefined && BLOCKING.has(name)) found.push('blocks')
  const byMethod = BY_METHOD.get(method)
  if (name !== undefined && EMITTING.has(name)) found.push('emits')
  else if (byMethod !== undefined) found.push(byMethod)
  return found
}

/** True if the last part of a name could have an effect at all: most calls stop here. */
export function mayHaveEffect(last: string): boolean {
  return LAST_PARTS.has(last)
}

const LAST_PARTS: ReadonlySet<string> = new Set([
  ...BY_METHOD.keys(),
  ...[...BLOCKING, ...EMITTING].map((name) => name.slice(name.lastIndexOf('.') + 1)),
])
