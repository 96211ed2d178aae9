import tornado.web, tornado.websocket, cgi, falcon, cherrypy, bottle, webob
from aiohttp import web
from pyramid.view import view_config
from sanic import Sanic
from bottle import request as br, get
from starlette.requests import Request as SR
from werkzeug.wrappers import Request as WR
app = Sanic('x')
class H(tornado.web.RequestHandler):
    def get(self, slug):
        open(self.get_argument('x'))  #!
        open(self.get_query_argument('x'))  #!
        open(self.get_cookie('x'))  #!
        open(self.request.arguments['x'][0])  #!
        open(self.request.headers['x'])  #!
        open(slug)  #!
        open(self.request.uri)  #!
        open(self.path_kwargs['x'])  #!
class WS(tornado.websocket.WebSocketHandler):
    def on_message(self, message):
        open(message)  #!
async def ah(request):
    open(request.query['x'])  #!
    open(request.match_info['x'])  #!
    open((await request.post())['x'])  #!
    open((await request.json())['x'])  #!
    open(await request.text())  #!
    open(request.rel_url.query['x'])  #!
async def ah2(request: web.Request) -> web.Response:
    data = await request.read()
    open(data.decode())  #!
class AV(web.View):
    async def get(self):
        open(self.request.query['x'])  #!
@view_config(route_name='x')
def pv(request):
    open(request.params['x'])  #!
    open(request.GET['x'])  #!
    open(request.json_body['x'])  #!
    open(request.matchdict['x'])  #!
@get('/b/<name>')
def bv(name):
    open(name)  #!
    open(br.query.x)  #!
    open(br.forms.get('x'))  #!
    open(br.json['x'])  #!
@app.route('/s')
async def sv(request):
    open(request.args.get('x'))  #!
    open(request.json['x'])  #!
class F:
    def on_get(self, req, resp, name):
        open(req.get_param('x'))  #!
        open(req.params['x'])  #!
        open(req.media['x'])  #!
class C:
    @cherrypy.expose
    def index(self, name):
        open(name)  #!
def wsgi(environ, start_response):
    open(environ['PATH_INFO'])  #!
    form = cgi.FieldStorage()
    open(form['x'].value)  #!
    open(form.getvalue('x'))  #!
def wz(request: WR):
    open(request.args['x'])  #!
async def st(req: SR):
    open(req.query_params['x'])  #!
def lambda_handler(event, context):
    open(event['x'])  #!
    open(event['queryStringParameters']['x'])  #!
