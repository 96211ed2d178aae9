// Which exception class is a base of which.
import type { Checker } from '../../../engine/checker.ts'
import type { Node } from '../../../syntax/tree.ts'

/** Each class of the language, and of its library, with its base. */
const BASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Exception:
      'ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning subprocess.SubprocessError queue.Empty queue.Full configparser.Error sqlite3.Error urllib.error.ContentTooShortError aiohttp.ClientError httpx.HTTPError redis.RedisError poplib.error_proto ftplib.Error imaplib.IMAP4.error paramiko.SSHException websockets.WebSocketException',
    ArithmeticError: 'FloatingPointError OverflowError ZeroDivisionError decimal.DecimalException',
    'decimal.DecimalException': 'decimal.InvalidOperation',
    EOFError: 'asyncio.IncompleteReadError',
    ImportError: 'ModuleNotFoundError',
    LookupError: 'IndexError KeyError',
    NameError: 'UnboundLocalError',
    OSError:
      'BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError urllib.error.URLError socket.gaierror socket.herror ssl.SSLError smtplib.SMTPException shutil.Error requests.RequestException',
    'urllib.error.URLError': 'urllib.error.HTTPError',
    ConnectionError:
      'BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError',
    RuntimeError: 'NotImplementedError RecursionError',
    SyntaxError: 'IndentationError',
    IndentationError: 'TabError',
    ValueError: 'UnicodeError binascii.Error json.JSONDecodeError json.decoder.JSONDecodeError',
    UnicodeError: 'UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError',
    'subprocess.SubprocessError': 'subprocess.CalledProcessError subprocess.TimeoutExpired',
    'httpx.HTTPError': 'httpx.RequestError',
    'httpx.RequestError': 'httpx.TransportError',
    'httpx.TransportError': 'httpx.TimeoutException httpx.NetworkError',
    'websockets.WebSocketException': 'websockets.ConnectionClosed',
    'websockets.ConnectionClosed': 'websockets.ConnectionClosedOK websockets.ConnectionClosedError',
    'requests.RequestException':
      'requests.ConnectionError requests.HTTPError requests.Timeout requests.TooManyRedirects requests.JSONDecodeError',
    'requests.ConnectionError': 'requests.SSLError requests.ProxyError',
    'requests.Timeout': 'requests.ReadTimeout requests.ConnectTimeout',
    'sqlite3.Error': 'sqlite3.DatabaseError',
    'sqlite3.DatabaseError': 'sqlite3.IntegrityError sqlite3.OperationalError',
  }).flatMap(([base, names]) => names.split(' ').map((name) => [name, base] as const)),
)

const SAME: ReadonlyMap<string, string> = new Map([
  ['IOError', 'OSError'],
  ['EnvironmentError', 'OSError'],
  ['socket.error', 'OSError'],
  ['select.error', 'OSError'],
  ['socket.timeout', 'TimeoutError'],
  ['asyncio.TimeoutError', 'TimeoutError'],
  ['asyncio.exceptions.TimeoutError', 'TimeoutError'],
  ['async_timeout.TimeoutError', 'TimeoutError'],
  ['asyncio.exceptions.IncompleteReadError', 'asyncio.IncompleteReadError'],
  ['asyncio.streams.IncompleteReadError', 'asyncio.IncompleteReadError'],
])

/** Names of one class in the modules where libraries define it. */
const MODULES_OF_ERRORS =
  /^(requests|aiohttp|httpx|redis|paramiko|websockets)\.(?:exceptions|client_exceptions|_exceptions|ssh_exception|errors)\./

/** Not below `Exception`, whatever they are called. */
const EXITS = /(?:Exit|Interrupt|Cancell?ed\w*|Timeout|BaseException\w*|Abort\w*)$/

/** True if `except broad` takes every exception of the class that `narrow` names, itself included. */
export function broaderThan(checker: Checker, broad: Node, narrow: Node): boolean {
  const above = nameOf(checker, broad)
  if (above === undefined) return false
  if (above === 'BaseException') return true
  const chain = basesOf(checker, narrow)
  if (chain.includes(above)) return true
  const [own] = chain
  // A class of a library that is named as an error, behind everything.
  return (
    above === 'Exception' &&
    own !== undefined &&
    /(?:Error|Exception)$/.test(own) &&
    !EXITS.test(own)
  )
}

/** True if `except broad` takes an exception of the class with this name: `TimeoutError`, `aiohttp.ClientError`. */
export function takesNamed(checker: Checker, broad: Node, name: string): boolean {
  const above = nameOf(checker, broad)
  return above === 'BaseException' || (above !== undefined && chainOf(name).includes(above))
}

/** The name of an exception's class, one for each class: `OSError` for `socket.error`. */
export function exceptionName(checker: Checker, type: Node): string | undefined {
  return nameOf(checker, type)
}

function nameOf({ facts }: Checker, type: Node): string | undefined {
  const name = facts
    .qualifiedName(type)
    ?.replace(/^builtins\./, '')
    .replace(MODULES_OF_ERRORS, '$1.')
  return name === undefined ? undefined : (SAME.get(name) ?? name)
}

function chainOf(name: string): readonly string[] {
  const found = [name]
  for (let base = BASES.get(name); base !== undefined; base = BASES.get(base)) found.push(base)
  return found
}

/** The class and its bases, as far as they are known. */
function basesOf(checker: Checker, type: Node): readonly string[] {
  const own = nameOf(checker, type)
  if (own === undefined) return []
  const found: string[] = []
  const value = checker.valueOf(type)
  let last = own
  if (value?.kind === 'class') {
    const order = checker.project.index.hierarchy.order(value.class)
    for (const one of order) {
      if (typeof one !== 'string') {
        // The same class under the name that this file has for it.
        if (one === value.class) found.push(own)
        else found.push(`.${one.summary.symbol}`)
      } else found.push(one.replace(/^builtins\./, ''))
    }
    if (!found.some((one) => BASES.has(one) || one === 'Exception')) return [own]
    last = found.at(-1) ?? own
  } else found.push(own)
  return [...found, ...chainOf(last).slice(1)]
}
