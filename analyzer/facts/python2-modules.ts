// Modules of the standard library that Python 3 knows by another name, or not at all.
// https://docs.python.org/3/library/2to3.html#to2to3-fixer-imports (fixers `imports` and `urllib`)

const MODULES: ReadonlySet<string> = new Set(
  `BaseHTTPServer CGIHTTPServer ConfigParser Cookie HTMLParser Queue SimpleHTTPServer SimpleXMLRPCServer
  SocketServer StringIO Tkinter UserDict UserList UserString __builtin__ anydbm cPickle cStringIO commands
  cookielib copy_reg dbhash dumbdbm dummy_thread htmlentitydefs httplib md5 robotparser sets sha thread
  tkMessageBox urllib2 urlparse whichdb xmlrpclib`.split(/\s+/),
)

/** What Python 3 has in modules below `urllib`. */
const MOVED = /^urllib\.(?!error\b|parse\b|request\b|response\b|robotparser\b)\w/

/** True for the dotted path of a module, or of something in it, that only Python 2 has. */
export function isOfPython2(path: string): boolean {
  const dot = path.indexOf('.')
  return MODULES.has(dot === -1 ? path : path.slice(0, dot)) || MOVED.test(path)
}
