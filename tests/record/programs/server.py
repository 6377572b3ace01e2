# SPDX-License-Identifier: GPL-3.0-or-later
"""A small HTTP server, beside a thread that computes, under load from another process."""
import http.client
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True

    def do_GET(self):
        body = ','.join(str(i * i) for i in range(300)).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(ThreadingMixIn, HTTPServer):
    daemon_threads = True


def load(port, requests):
    connection = http.client.HTTPConnection('127.0.0.1', port)
    total = 0
    for _ in range(requests):
        connection.request('GET', '/')
        total += len(connection.getresponse().read())
    connection.close()
    print(total)


def compute():
    total = 0
    while True:
        for i in range(2000):
            total += i


def main(interval_us=5000, requests=60):
    sys.setswitchinterval(interval_us / 1e6)
    server = Server(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    threading.Thread(target=compute, daemon=True).start()
    subprocess.check_call([sys.executable, __file__, 'load', str(server.server_address[1]),
                           str(requests)])


if __name__ == '__main__':
    if sys.argv[1:2] == ['load']:
        load(*map(int, sys.argv[2:]))
    else:
        main(*map(int, sys.argv[1:]))
