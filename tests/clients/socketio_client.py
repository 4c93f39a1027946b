"""A stock Python client, driven by lines of JSON as socketio_client.mjs is.

python socketio_client.py http://127.0.0.1:7828 polling,websocket [token]
"""

import json
import sys
import threading

import socketio

http, transports, *token = sys.argv[1:]
client = socketio.Client(reconnection_delay=0.02, reconnection_delay_max=0.1)


# Each event is heard in a thread of its own.
lock = threading.Lock()


def say(**line):
    with lock:
        print(json.dumps(line), flush=True)


@client.event
def connect():
    say(heard="connect", transport=client.transport())


@client.event
def connect_error(error):
    say(heard="connect_error", data=error)


@client.event
def disconnect(*why):
    say(heard="disconnect")


@client.on("*")
def anything(name, *args):
    say(heard=name, args=args)


try:
    client.connect(
        http,
        transports=transports.split(","),
        auth={"token": token[0]} if token else None,
    )
except socketio.exceptions.ConnectionError:
    pass  # connect_error has said why
for line in sys.stdin:
    wish = json.loads(line)
    if "emit" in wish:
        name, *args = wish["emit"]
        hear = (lambda *args: say(heard="ack", args=args)) if wish.get("ack") else None
        client.emit(name, args[0] if args else None, callback=hear)
    if wish.get("cut"):
        client.eio.disconnect(abort=True)
    if wish.get("transport"):
        say(heard="transport", transport=client.transport())
