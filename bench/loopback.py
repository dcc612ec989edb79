"""Odoo's own web application on this machine's loopback, and one connection to it."""

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection

from werkzeug.serving import WSGIRequestHandler, make_server

from odoo import fields, http
from odoo.fields import Command

ADDRESS = "127.0.0.1"
BOUNDARY = "bench-ingest-boundary"


class Handler(WSGIRequestHandler):
    """Keeps the connection open, as a server behind a proxy does."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_args):
        pass


class Counting:
    """The application, and the queries that its requests made."""

    def __init__(self):
        self.queries = 0

    def __call__(self, environ, start_response):
        answer = http.root(environ, start_response)
        self.queries += threading.current_thread().query_count
        return answer


@contextmanager
def serving():
    """Give ``(port, application)`` of a server that runs in a thread."""
    http.root.initialize()
    application = Counting()
    server = make_server(
        ADDRESS, 0, application, threaded=True, request_handler=Handler
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, application
    finally:
        server.shutdown()
        thread.join()


def new_caller(env, site, role):
    """A user of a site with a role; return the key of its tools."""
    user = env["res.users"].create(
        {
            "name": "Bench",
            "login": f"bench_{site.code}",
            "lang": "fr_FR",
            "group_ids": [Command.set(env.ref(f"emmaus_connect.group_{role}").ids)],
            "emmaus_site_ids": [Command.set(site.ids)],
        }
    )
    keys = env["res.users.apikeys"].with_user(user).sudo()
    return keys._generate(None, "Bench", fields.Datetime.now() + timedelta(days=1))


class Caller:
    """One connection, kept open, with the key of one user."""

    def __init__(self, port, key, database):
        self.connection = HTTPConnection(ADDRESS, port, timeout=120)
        self.headers = {
            "Authorization": f"Bearer {key}",
            "X-Odoo-Database": database,
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        }

    def send(self, path, form):
        """Send a form; return the status and what the JSON answer holds."""
        self.connection.request("POST", path, body=form, headers=self.headers)
        response = self.connection.getresponse()
        return response.status, json.loads(response.read())


def form_of(ec_id, name, content):
    """The form that an audit tool sends, as bytes."""
    head = (
        f"--{BOUNDARY}\r\n"
        'Content-Disposition: form-data; name="ecid"\r\n\r\n'
        f"{ec_id}\r\n"
        f"--{BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="actual_file"; filename="{name}"\r\n'
        "Content-Type: application/zip\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
