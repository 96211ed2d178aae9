import ctypes
import http.client

ctypes.windll.kernel32.CloseHandle.argtypes = (ctypes.c_void_p,)
ctypes.windll.kernel32.CloseHandle.restype = ctypes.c_int
http.client.HTTPConnection.debuglevel = 1  #!
