// The places that text is dangerous for, one bit each, and the calls that make it harmless there.

export const SQL = 1
export const SHELL = 2
export const CODE = 4
export const HTML = 8
export const PATH = 16
export const URL_TEXT = 32
export const LDAP = 64
export const XPATH = 128
/** Bytes that objects are made of. */
export const DATA = 256
/** Which program is started, where no shell reads the words. */
export const PROGRAM = 512
export const ALL_SINKS = 1023

const words = (text: string): readonly string[] => text.split(' ')

/** What a call of this origin takes away from its arguments; `ALL_SINKS`: the result is harmless. */
const CLEANERS: ReadonlyMap<string, number> = new Map([
  ...words(
    'builtins.int builtins.float builtins.bool builtins.len builtins.hash builtins.id builtins.ord builtins.abs builtins.round builtins.isinstance builtins.hasattr builtins.callable builtins.range builtins.hex builtins.oct builtins.bin decimal.Decimal uuid.UUID uuid.uuid4 uuid.uuid1 hashlib.sha256 hashlib.sha1 hashlib.md5 hashlib.sha512 ipaddress.ip_address ipaddress.IPv4Address ipaddress.IPv6Address datetime.datetime datetime.date datetime.datetime.now datetime.datetime.utcnow time.time os.getpid os.getuid secrets.token_hex secrets.token_urlsafe tempfile.mkdtemp tempfile.gettempdir binascii.hexlify zlib.crc32 sqlalchemy.text sqlalchemy.sql.text sqlalchemy.bindparam',
  ).map((name): [string, number] => [name, ALL_SINKS]),
  // What a file holds is not what the client sent, unless it is run as code.
  ...words('builtins.open io.open codecs.open').map((name): [string, number] => [
    name,
    ALL_SINKS & ~CODE & ~DATA,
  ]),
  // Patterns have other special characters than markup and SQL.
  ['re.escape', 0],
  ['shlex.quote', SHELL | PROGRAM],
  ['pipes.quote', SHELL | PROGRAM],
  ['shlex.join', SHELL],
  ['subprocess.list2cmdline', SHELL],
  ...words(
    'html.escape cgi.escape markupsafe.escape flask.escape django.utils.html.escape django.utils.html.conditional_escape django.utils.html.format_html django.utils.html.strip_tags bleach.clean bleach.linkify nh3.clean xml.sax.saxutils.escape xml.sax.saxutils.quoteattr jinja2.escape werkzeug.utils.escape tornado.escape.xhtml_escape django.template.defaultfilters.escape django.utils.html.escapejs json.dumps flask.json.dumps flask.jsonify flask.render_template django.shortcuts.render django.template.loader.render_to_string flask.url_for django.urls.reverse',
  ).map((name): [string, number] => [name, HTML]),
  ...words(
    'werkzeug.utils.secure_filename werkzeug.secure_filename os.path.basename posixpath.basename ntpath.basename django.utils.text.get_valid_filename django.utils.text.slugify slugify.slugify werkzeug.utils.safe_join werkzeug.security.safe_join flask.safe_join django.utils._os.safe_join django.core.files.utils.validate_file_name',
  ).map((name): [string, number] => [name, PATH | SHELL | PROGRAM]),
  ...words(
    'urllib.parse.quote urllib.parse.quote_plus urllib.quote urllib.quote_plus urllib.parse.urlencode urllib.urlencode',
  ).map((name): [string, number] => [name, ALL_SINKS & ~PATH & ~CODE & ~DATA]),
  // Quotes and backslashes are written so that one literal holds all of it.
  ['builtins.repr', CODE],
  ['builtins.ascii', CODE],
  ...words('flask.url_for django.urls.reverse').map((name): [string, number] => [
    name,
    URL_TEXT | HTML,
  ]),
  ...words(
    'ldap.filter.escape_filter_chars ldap.filter.filter_format ldap3.utils.conv.escape_filter_chars ldap.dn.escape_dn_chars ldap3.utils.dn.escape_rdn',
  ).map((name): [string, number] => [name, LDAP]),
  ...words(
    'psycopg2.sql.Identifier psycopg2.sql.Literal psycopg.sql.Identifier psycopg.sql.Literal psycopg2.sql.SQL psycopg.sql.SQL psycopg2.extensions.quote_ident',
  ).map((name): [string, number] => [name, SQL]),
])

/** Functions of any origin that say by their name what they do. */
const CLEANING_NAMES: readonly (readonly [RegExp, number])[] = [
  [
    /^(?:.*_)?(?:quote_name|quote_ident(?:ifier)?|qn\d*|quote_column|quote_table|format_table|format_column|quote_literal|escape_string|escape_identifier|mogrify|format_ident\w*|quote)$/i,
    SQL,
  ],
  [
    /escape_?(?:for_)?html|html_?escape|xhtml_escape|conditional_escape|escape_markup|strip_tags|bleach|^escape$|^clean_html|sanitize_html|format_html/i,
    HTML,
  ],
  [
    /^(?:_?shell_?quote|_?quote_?(?:arg|command|shell)\w*|shlex_quote|cmd_?quote|shellescape)$/i,
    SHELL | PROGRAM,
  ],
  [
    /secure_filename|safe_join|safe_path|valid_filename|sanitize_(?:file)?(?:name|path)|slugify/i,
    PATH,
  ],
  // `connection.escape(value)` of a driver.
  [/^escape$/, SQL],
  [/escape_filter|escape_dn|escape_rdn/i, LDAP],
  [/^read_(?:text|bytes)$/, ALL_SINKS & ~CODE & ~DATA],
  [
    /sanit|whitelist|allowlist|^(?:is_)?valid|^validate|^ensure_safe|^clean_|^to_int|hexdigest|^digest$|^hash_|^encrypt|^getrandbits$|^strftime$|^isoformat$|^total_seconds$|^isdigit$|^get_param_as_(?:int|float|bool|uuid|date\w*)$|^fileno$|^bit_length$/i,
    ALL_SINKS,
  ],
]

/** The sinks for which the result of a call is harmless whatever it was given. */
export function cleanedBy(origin: string | undefined, name: string): number {
  const known = origin === undefined ? undefined : CLEANERS.get(origin)
  // `shlex.quote` is no `quote` of a database.
  if (known !== undefined && name === origin?.slice(origin.lastIndexOf('.') + 1)) return known
  let bits = known ?? 0
  for (const [pattern, cleaned] of CLEANING_NAMES) if (pattern.test(name)) bits |= cleaned
  return bits
}

/** Functions whose result says what their arguments said. */
const CARRIERS: ReadonlySet<string> = new Set(
  words(
    'builtins.str builtins.bytes builtins.bytearray builtins.unicode builtins.repr builtins.ascii builtins.format builtins.list builtins.tuple builtins.set builtins.frozenset builtins.dict builtins.sorted builtins.reversed builtins.iter builtins.next builtins.map builtins.filter builtins.zip builtins.enumerate builtins.max builtins.min builtins.open builtins.getattr os.path.join os.path.abspath os.path.realpath os.path.normpath os.path.expanduser os.path.expandvars os.path.dirname os.path.splitext posixpath.normpath posixpath.abspath posixpath.join ntpath.join pathlib.Path pathlib.PurePath pathlib.PosixPath io.BytesIO io.StringIO base64.b64decode base64.b64encode base64.urlsafe_b64decode base64.urlsafe_b64encode base64.decodebytes base64.standard_b64decode base64.b32decode base64.b85decode codecs.decode codecs.encode binascii.unhexlify binascii.a2b_base64 zlib.decompress gzip.decompress bz2.decompress lzma.decompress json.load json.loads json.dumps simplejson.loads simplejson.load ujson.loads orjson.loads flask.json.loads yaml.safe_load yaml.load tomllib.loads toml.loads ast.literal_eval xmltodict.parse csv.reader csv.DictReader xml.etree.ElementTree.fromstring xml.etree.ElementTree.XML xml.etree.ElementTree.parse xml.dom.minidom.parseString defusedxml.ElementTree.fromstring defusedxml.ElementTree.parse defusedxml.minidom.parseString lxml.etree.fromstring lxml.etree.XML lxml.etree.parse urllib.parse.unquote urllib.parse.unquote_plus urllib.parse.quote urllib.parse.quote_plus urllib.parse.urljoin urllib.parse.urlparse urllib.parse.urlsplit urllib.parse.urlunparse urllib.parse.urlunsplit urllib.parse.parse_qs urllib.parse.parse_qsl urllib.unquote urllib.unquote_plus urllib.quote urllib.parse.unquote_to_bytes urllib.request.Request urllib2.Request httpx.URL yarl.URL html.unescape builtins.compile itertools.chain itertools.chain.from_iterable functools.reduce re.escape re.match re.search re.fullmatch re.findall markupsafe.escape flask.escape jinja2.escape django.utils.html.escape django.utils.html.conditional_escape bleach.clean xml.sax.saxutils.escape urllib.parse.urlencode ldap.filter.escape_filter_chars ldap3.utils.conv.escape_filter_chars os.path.basename textwrap.dedent string.Template copy.copy copy.deepcopy django.utils.encoding.force_str django.utils.encoding.smart_str markupsafe.Markup re.sub shlex.split shlex.quote pipes.quote html.escape asyncio.wait_for typing.cast operator.itemgetter',
  ),
)

/** Methods whose result says what the receiver and the arguments said. */
const CARRYING_METHODS: ReadonlySet<string> = new Set(
  words(
    'format format_map join replace strip lstrip rstrip lower upper title capitalize swapcase casefold encode decode split rsplit splitlines partition rpartition center ljust rjust zfill expandtabs translate removeprefix removesuffix get getlist getall getone pop popitem items values keys copy setdefault read readline readlines recv to_dict dict model_dump as_posix joinpath with_suffix with_name resolve absolute expanduser group groups groupdict substitute safe_substitute get_json json getvalue flat text form body next geturl __str__ __getitem__ first value post raw stream data findtext findall iterfind itertext getroot getElementsByTagName getAttribute',
  ),
)

export function carriesArguments(origin: string | undefined): boolean {
  return origin !== undefined && CARRIERS.has(origin)
}

export function carriesReceiver(method: string): boolean {
  return CARRYING_METHODS.has(method)
}

const FILES: ReadonlySet<string> = new Set(words('builtins.open io.open codecs.open'))

/** True for calls that give what a file holds: no constant, whatever its name is. */
export function opensFile(origin: string): boolean {
  return FILES.has(origin)
}

const UNDOING: ReadonlyMap<string, RegExp> = new Map([
  ['html.unescape', /(?:^|\.)escape$/],
  ['urllib.parse.unquote', /^urllib\.parse\.quote(?:_plus)?$/],
  ['urllib.parse.unquote_plus', /^urllib\.parse\.quote(?:_plus)?$/],
  ['json.loads', /^json\.dumps$/],
])

/** True where the one call takes back what the other did to a text. */
export function undoes(origin: string, done: string | undefined): boolean {
  return done !== undefined && UNDOING.get(origin)?.test(done) === true
}
