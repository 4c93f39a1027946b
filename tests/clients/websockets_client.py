"""PyPI's `websockets` as its manual shows it: a reader and a producer.

python websockets_client.py ws://127.0.0.1:7828 TOKEN
"""

import asyncio
import json
import sys

import websockets

base, token = sys.argv[1:]


async def main():
    headers = {"Authorization": f"Bearer {token}"}
    async with websockets.connect(f"{base}/ws/live", proxy=None) as live:
        print(await live.recv())
        await live.send(json.dumps({"type": "subscribe", "channels": ["stats"]}))
        async with websockets.connect(
            f"{base}/ws/push", additional_headers=headers, proxy=None
        ) as push:
            event = {"type": "viewers", "channel": "twitch:luna", "count": 4711}
            await push.send(json.dumps(event))
            print(await push.recv())
            await (await push.ping())
        async for message in live:
            print(message)
            if '"viewers":4711' in message:
                break


asyncio.run(asyncio.wait_for(main(), 30))
