// What classes of the standard library bring to those that derive from them: public names and those that their
// constructors set, read from `dir()` of the class and from the stores to `self` in its source (CPython 3.11).

/** Members by the dotted name of the class, in one text. */
export const STANDARD_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['builtins.dict', 'clear copy fromkeys get items keys pop popitem setdefault update values'],
  ['builtins.list', 'append clear copy count extend index insert pop remove reverse sort'],
  [
    'builtins.set',
    `add clear copy difference difference_update discard intersection intersection_update isdisjoint
    issubset issuperset pop remove symmetric_difference symmetric_difference_update union update`,
  ],
  [
    'builtins.frozenset',
    `copy difference intersection isdisjoint issubset issuperset symmetric_difference union`,
  ],
  ['builtins.tuple', 'count index'],
  ['builtins.float', 'as_integer_ratio conjugate fromhex hex imag is_integer real'],
  [
    'builtins.bytes',
    `capitalize center count decode endswith expandtabs find fromhex hex index isalnum isalpha isascii
    isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix
    removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip
    swapcase title translate upper zfill`,
  ],
  [
    'threading.Thread',
    `_args _bootstrap _bootstrap_inner _daemonic _delete _ident _initialized _invoke_excepthook
    _is_stopped _kwargs _name _native_id _reset_internal_locks _set_ident _set_native_id
    _set_tstate_lock _started _stderr _stop _target _tstate_lock _wait_for_tstate_lock daemon getName
    ident isDaemon is_alive join name native_id run setDaemon setName start`,
  ],
  [
    'threading.Timer',
    `_args _bootstrap _bootstrap_inner _daemonic _delete _ident _initialized _invoke_excepthook
    _is_stopped _kwargs _name _native_id _reset_internal_locks _set_ident _set_native_id
    _set_tstate_lock _started _stderr _stop _target _tstate_lock _wait_for_tstate_lock args cancel
    daemon finished function getName ident interval isDaemon is_alive join kwargs name native_id run
    setDaemon setName start`,
  ],
  [
    'multiprocessing.Process',
    `_Popen _after_fork _args _bootstrap _check_closed _closed _config _identity _kwargs _name
    _parent_name _parent_pid _popen _sentinel _start_method _target authkey close daemon exitcode ident
    is_alive join kill name pid run sentinel start terminate`,
  ],
  [
    'logging.Handler',
    `_at_fork_reinit _closed _name acquire addFilter close createLock emit filter filters flush format
    formatter get_name handle handleError level lock name release removeFilter setFormatter setLevel
    set_name`,
  ],
  [
    'logging.StreamHandler',
    `_at_fork_reinit _closed _name acquire addFilter close createLock emit filter filters flush format
    formatter get_name handle handleError level lock name release removeFilter setFormatter setLevel
    setStream set_name stream terminator`,
  ],
  [
    'logging.FileHandler',
    `_at_fork_reinit _builtin_open _closed _name _open acquire addFilter baseFilename close createLock
    delay emit encoding errors filter filters flush format formatter get_name handle handleError level
    lock mode name release removeFilter setFormatter setLevel setStream set_name stream terminator`,
  ],
  [
    'logging.Formatter',
    `_fmt _style converter datefmt default_msec_format default_time_format format formatException
    formatMessage formatStack formatTime usesTime`,
  ],
  ['logging.Filter', 'filter name nlen'],
  [
    'logging.LoggerAdapter',
    `_log critical debug error exception extra getEffectiveLevel hasHandlers info isEnabledFor log logger
    manager name process setLevel warn warning`,
  ],
  [
    'collections.OrderedDict',
    `__hardroot __map __root clear copy fromkeys get items keys move_to_end pop popitem setdefault update
    values`,
  ],
  [
    'collections.defaultdict',
    `clear copy default_factory fromkeys get items keys pop popitem setdefault update values`,
  ],
  [
    'collections.deque',
    `append appendleft clear copy count extend extendleft index insert maxlen pop popleft remove reverse
    rotate`,
  ],
  [
    'collections.Counter',
    `_keep_positive clear copy elements fromkeys get items keys most_common pop popitem setdefault
    subtract total update values`,
  ],
  [
    'collections.UserDict',
    `_MutableMapping__marker _abc_impl clear copy data fromkeys get items keys pop popitem setdefault
    update values`,
  ],
  [
    'collections.UserList',
    `_UserList__cast _abc_impl append clear copy count data extend index insert pop remove reverse sort`,
  ],
  [
    'json.JSONEncoder',
    `allow_nan check_circular default encode ensure_ascii indent item_separator iterencode key_separator
    skipkeys sort_keys`,
  ],
  [
    'json.JSONDecoder',
    `decode memo object_hook object_pairs_hook parse_array parse_constant parse_float parse_int
    parse_object parse_string raw_decode scan_once strict`,
  ],
  [
    'argparse.Action',
    `_get_args _get_kwargs choices const default dest format_usage help metavar nargs option_strings
    required type`,
  ],
  ['ast.NodeVisitor', 'generic_visit visit visit_Constant'],
  ['ast.NodeTransformer', 'generic_visit visit visit_Constant'],
  [
    'html.parser.HTMLParser',
    `CDATA_CONTENT_ELEMENTS _HTMLParser__starttag_text __starttag_text _decl_otherchars
    _parse_doctype_attlist _parse_doctype_element _parse_doctype_entity _parse_doctype_notation
    _parse_doctype_subset _scan_name cdata_elem check_for_whole_start_tag clear_cdata_mode close
    convert_charrefs feed get_starttag_text getpos goahead handle_charref handle_comment handle_data
    handle_decl handle_endtag handle_entityref handle_pi handle_startendtag handle_starttag interesting
    lasttag lineno offset parse_bogus_comment parse_comment parse_declaration parse_endtag
    parse_html_declaration parse_marked_section parse_pi parse_starttag rawdata reset set_cdata_mode
    unknown_decl updatepos`,
  ],
  [
    'http.server.BaseHTTPRequestHandler',
    `MessageClass _control_char_table _headers_buffer address_string client_address close_connection
    command connection date_time_string default_request_version disable_nagle_algorithm end_headers
    error_content_type error_message_format finish flush_headers handle handle_expect_100
    handle_one_request headers log_date_time_string log_error log_message log_request monthname
    parse_request path protocol_version raw_requestline rbufsize request request_version requestline
    responses rfile send_error send_header send_response send_response_only server server_version setup
    sys_version timeout version_string wbufsize weekdayname wfile`,
  ],
  [
    'http.server.SimpleHTTPRequestHandler',
    `MessageClass _control_char_table _encodings_map_default _headers_buffer address_string
    client_address close_connection command connection copyfile date_time_string default_request_version
    directory disable_nagle_algorithm do_GET do_HEAD end_headers error_content_type error_message_format
    extensions_map finish flush_headers guess_type handle handle_expect_100 handle_one_request headers
    list_directory log_date_time_string log_error log_message log_request monthname parse_request path
    protocol_version raw_requestline rbufsize request request_version requestline responses rfile
    send_error send_head send_header send_response send_response_only server server_version setup
    sys_version timeout translate_path version_string wbufsize weekdayname wfile`,
  ],
  ['socketserver.BaseRequestHandler', 'client_address finish handle request server setup'],
  [
    'socketserver.StreamRequestHandler',
    `client_address connection disable_nagle_algorithm finish handle rbufsize request rfile server setup
    timeout wbufsize wfile`,
  ],
  ['asyncio.BaseProtocol', 'connection_lost connection_made pause_writing resume_writing'],
  [
    'asyncio.Protocol',
    `connection_lost connection_made data_received eof_received pause_writing resume_writing`,
  ],
  [
    'asyncio.DatagramProtocol',
    `connection_lost connection_made datagram_received error_received pause_writing resume_writing`,
  ],
  [
    'asyncio.SubprocessProtocol',
    `connection_lost connection_made pause_writing pipe_connection_lost pipe_data_received process_exited
    resume_writing`,
  ],
  ['contextlib.ContextDecorator', '_recreate_cm'],
  ['contextlib.AbstractContextManager', '_abc_impl'],
  ['contextlib.AbstractAsyncContextManager', '_abc_impl'],
  ['collections.abc.Mapping', '_abc_impl get items keys values'],
  [
    'collections.abc.MutableMapping',
    `_MutableMapping__marker _abc_impl clear get items keys pop popitem setdefault update values`,
  ],
  ['collections.abc.Sequence', '_abc_impl count index'],
  [
    'collections.abc.MutableSequence',
    `_abc_impl append clear count extend index insert pop remove reverse`,
  ],
  ['collections.abc.Set', '_abc_impl _from_iterable _hash isdisjoint'],
  [
    'collections.abc.MutableSet',
    `_abc_impl _from_iterable _hash add clear discard isdisjoint pop remove`,
  ],
  ['collections.abc.Iterator', '_abc_impl'],
  ['collections.abc.Iterable', '_abc_impl'],
  ['collections.abc.Hashable', '_abc_impl'],
  ['collections.abc.Sized', '_abc_impl'],
  ['collections.abc.Container', '_abc_impl'],
  ['collections.abc.Collection', '_abc_impl'],
  ['collections.abc.AsyncIterator', '_abc_impl'],
  [
    'cmd.Cmd',
    `cmdloop cmdqueue columnize complete complete_help completedefault completekey completenames
    completion_matches default do_help doc_header doc_leader emptyline get_names identchars intro
    lastcmd misc_header nohelp old_completer onecmd parseline postcmd postloop precmd preloop
    print_topics prompt ruler stdin stdout undoc_header use_rawinput`,
  ],
  [
    'string.Template',
    `_invalid braceidpattern delimiter flags get_identifiers idpattern is_valid pattern safe_substitute
    substitute template`,
  ],
  [
    'string.Formatter',
    `_vformat check_unused_args convert_field format format_field get_field get_value parse vformat`,
  ],
  ['datetime.tzinfo', 'dst fromutc tzname utcoffset'],
  [
    'xml.sax.handler.ContentHandler',
    `_locator characters endDocument endElement endElementNS endPrefixMapping ignorableWhitespace
    processingInstruction setDocumentLocator skippedEntity startDocument startElement startElementNS
    startPrefixMapping`,
  ],
])

/** What exceptions have beside the members that all have; those that have no more are not written. */
export const ERROR_MEMBERS: ReadonlyMap<string, string> = new Map([
  ['builtins.AttributeError', 'name obj'],
  ['builtins.BaseExceptionGroup', 'derive exceptions split subgroup'],
  ['builtins.BlockingIOError', 'characters_written errno filename filename2 strerror'],
  ['builtins.BrokenPipeError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ChildProcessError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ConnectionAbortedError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ConnectionError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ConnectionRefusedError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ConnectionResetError', 'characters_written errno filename filename2 strerror'],
  ['builtins.EnvironmentError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ExceptionGroup', 'derive exceptions split subgroup'],
  ['builtins.FileExistsError', 'characters_written errno filename filename2 strerror'],
  ['builtins.FileNotFoundError', 'characters_written errno filename filename2 strerror'],
  ['builtins.IOError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ImportError', 'msg name path'],
  [
    'builtins.IndentationError',
    `end_lineno end_offset filename lineno msg offset print_file_and_line text`,
  ],
  ['builtins.InterruptedError', 'characters_written errno filename filename2 strerror'],
  ['builtins.IsADirectoryError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ModuleNotFoundError', 'msg name path'],
  ['builtins.NameError', 'name'],
  ['builtins.NotADirectoryError', 'characters_written errno filename filename2 strerror'],
  ['builtins.OSError', 'characters_written errno filename filename2 strerror'],
  ['builtins.PermissionError', 'characters_written errno filename filename2 strerror'],
  ['builtins.ProcessLookupError', 'characters_written errno filename filename2 strerror'],
  ['builtins.StopIteration', 'value'],
  [
    'builtins.SyntaxError',
    `end_lineno end_offset filename lineno msg offset print_file_and_line text`,
  ],
  ['builtins.SystemExit', 'code'],
  [
    'builtins.TabError',
    `end_lineno end_offset filename lineno msg offset print_file_and_line text`,
  ],
  ['builtins.TimeoutError', 'characters_written errno filename filename2 strerror'],
  ['builtins.UnboundLocalError', 'name'],
  ['builtins.UnicodeDecodeError', 'encoding end object reason start'],
  ['builtins.UnicodeEncodeError', 'encoding end object reason start'],
  ['builtins.UnicodeTranslateError', 'encoding end object reason start'],
  ['json.JSONDecodeError', 'colno doc lineno msg pos'],
  ['subprocess.CalledProcessError', 'cmd output returncode stderr stdout'],
  ['subprocess.TimeoutExpired', 'cmd output stderr stdout timeout'],
  ['asyncio.TimeoutError', 'characters_written errno filename filename2 strerror'],
  ['concurrent.futures.TimeoutError', 'characters_written errno filename filename2 strerror'],
])

/** Exceptions of the language without members of their own. */
export const PLAIN_ERRORS = `ArithmeticError AssertionError BaseException BufferError BytesWarning DeprecationWarning EOFError
  EncodingWarning Exception FloatingPointError FutureWarning GeneratorExit ImportWarning IndexError
  KeyError KeyboardInterrupt LookupError MemoryError NotImplementedError OverflowError
  PendingDeprecationWarning RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
  StopAsyncIteration SyntaxWarning SystemError TypeError UnicodeError UnicodeWarning UserWarning
  ValueError Warning ZeroDivisionError`
