"""Where the app is: the file that it leaves for programs of the same user, or what the environment says."""

import json
import os
import sys
from pathlib import Path
from typing import NamedTuple, Optional


class Endpoint(NamedTuple):
    """The app's address and the token that lets this program push."""

    url: str
    token: Optional[str]


def data_dir():
    """The app's data folder: `STREAMGAUGE_DATA_DIR`, else the place of this OS."""
    if os.environ.get("STREAMGAUGE_DATA_DIR"):
        return Path(os.environ["STREAMGAUGE_DATA_DIR"])
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
        return Path(local) / "Streamgauge" / "data"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Streamgauge"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "streamgauge"


def find_endpoint():
    """The running app, or None while there is none. Reads the file anew: the app may have restarted."""
    url, token = os.environ.get("STREAMGAUGE_URL"), os.environ.get("STREAMGAUGE_TOKEN")
    if url:
        return Endpoint(url.rstrip("/"), token)
    try:
        found = json.loads((data_dir() / "run" / "endpoint.json").read_text("utf-8"))
        return Endpoint(found["url"].rstrip("/"), token or found["token"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
