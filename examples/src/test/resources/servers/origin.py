"""Serves a folder and takes files for it: python3 origin.py FOLDER PORT TLS_PORT CERTIFICATE KEY"""
import functools
import http.server
import ssl
import sys
import threading

folder, port, tls_port, certificate, key = sys.argv[1:]


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_PUT(self):
        with open(self.translate_path(self.path), 'wb') as file:
            for piece in self.pieces():
                file.write(piece)
        self.send_response(201)
        self.send_header('Content-Length', '0')
        self.end_headers()

    def pieces(self):
        """The body of the request, which http.server leaves to whoever wants it."""
        if self.headers['Transfer-Encoding'] != 'chunked':
            yield self.rfile.read(int(self.headers['Content-Length']))
            return
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def log_message(self, *_):
        pass


def server(number):
    return http.server.ThreadingHTTPServer(('127.0.0.1', int(number)), functools.partial(Handler, directory=folder))


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
secure = server(tls_port)
# The handshake is for the thread of the connection, not for the one that accepts.
secure.socket = context.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=secure.serve_forever, daemon=True).start()
server(port).serve_forever()
