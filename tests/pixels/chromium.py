# SPDX-License-Identifier: MIT
"""Pictures as Chromium shows them: every frame, how long, and how often.

One headless browser opens a page of a server on 127.0.0.1 (ImageDecoder is
only there in a secure context), which fetches the files one after the other
and posts what it decodes.  Frames of RGB come from ImageDecoder (WebCodecs),
with colours as they are in the file, but what shines through has lost what
alpha takes.  What ImageDecoder refuses, and what it has as YUV, is painted on
a canvas instead: one frame.
"""
import contextlib
import http.server
import itertools
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import numpy as np

from frames import Shown

# Only against a browser that hangs: for one file, in seconds.
PATIENCE_S = 300
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu",
           "--disable-dev-shm-usage", "--disable-background-networking",
           "--no-first-run", "--force-color-profile=srgb")
TYPES = {b"GIF8": "image/gif", b"\x89PNG": "image/png", b"RIFF": "image/webp"}
PAGE = """<!doctype html><meta charset="utf-8"><script>
"use strict";
async function post(where, body) {
	const reply = await fetch(where, {method: "POST", body});
	if (!reply.ok)
		throw Error(where + ": " + reply.status);
}

async function paint(blob) {
	const picture = new Image();
	await new Promise((resolve, reject) => {
		picture.onload = resolve;
		picture.onerror = () => reject(Error("no picture"));
		picture.src = URL.createObjectURL(blob);
	});
	const canvas = new OffscreenCanvas(picture.naturalWidth,
					   picture.naturalHeight);
	const context = canvas.getContext("2d", {willReadFrequently: true});
	context.drawImage(picture, 0, 0);
	URL.revokeObjectURL(picture.src);
	const {width, height, data} = context.getImageData(
		0, 0, canvas.width, canvas.height);
	await post(`frame/${width}/${height}/0`, data);
}

async function decode(blob, shown) {
	const decoder = new ImageDecoder({
		data: await blob.arrayBuffer(), type: blob.type,
		colorSpaceConversion: "none"});
	await decoder.tracks.ready;
	await decoder.completed;
	const track = decoder.tracks.selectedTrack;
	if (track.frameCount === 0)
		throw Error("no frames");
	for (let i = 0; i < track.frameCount; i++) {
		const {image} = await decoder.decode({frameIndex: i});
		if (!/^(RGB|BGR)[AX]$/.test(image.format)) {
			image.close();
			break;
		}
		const pixels = new Uint8Array(
			image.allocationSize({format: "RGBA"}));
		await image.copyTo(pixels, {format: "RGBA"});
		await post(`frame/${image.displayWidth}/${image.displayHeight}/`
			   + (image.duration ?? 0), pixels);
		image.close();
		shown.n_frames++;
	}
	shown.repetitions = String(track.repetitionCount);
	decoder.close();
}

async function show(i, type) {
	const blob = new Blob([await (await fetch("file/" + i)).blob()], {type});
	const shown = {n_frames: 0, repetitions: "0", problem: null};
	try {
		await decode(blob, shown);
	} catch (error) {
		shown.problem = String(error);
	}
	shown.is_painted = shown.n_frames === 0;
	if (shown.is_painted)
		await paint(blob).catch(error => shown.problem = String(error));
	await post("end", JSON.stringify(shown));
}

(async () => {
	const types = await (await fetch("types")).json();
	for (let i = 0; i < types.length; i++)
		await show(i, types[i]);
})().catch(error => post("failed", String(error)));
</script>"""


class Failure(Exception):
    """The browser is at fault, not a file."""


def is_installed():
    return shutil.which("chromium") is not None


def skip(tap, name):
    """Say that the browser is missing, which in CI it must not."""
    if os.environ.get("CI"):
        tap.ok(False, name, "there is no chromium")
    else:
        tap.skip(name, "there is no chromium")


def type_of(path):
    with open(path, "rb") as file:
        head = file.read(8)
    if head[4:] == b"ftyp":
        return "image/avif"
    return TYPES.get(head[:4], "application/octet-stream")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, body=b"", kind="application/octet-stream"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        server = self.server
        if self.path == "/":
            self.reply(PAGE.encode(), "text/html")
        elif self.path == "/types":
            types = [type_of(path) for path in server.paths]
            self.reply(json.dumps(types).encode(), "application/json")
        elif self.path.startswith("/file/"):
            with open(server.paths[int(self.path[6:])], "rb") as file:
                self.reply(file.read())
        else:
            self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.put((self.path.split("/")[1:], body))
        self.reply()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, paths):
        super().__init__(("127.0.0.1", 0), Handler)
        self.paths = paths
        # The browser waits until what it posted was taken.
        self.told = queue.Queue(1)

    def handle_error(self, request, client_address):
        """A browser that is ended leaves its connections."""


@contextlib.contextmanager
def serving(paths):
    server = Server(paths)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def browsing(port):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            ["chromium", *OPTIONS, f"--user-data-dir={profile}",
             f"http://127.0.0.1:{port}/"],
            env={**os.environ, "HOME": profile}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        try:
            yield browser
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()


def next_told(server, browser, path):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with contextlib.suppress(queue.Empty):
            return server.told.get(timeout=1)
        if browser.poll() is not None:
            raise Failure(f"chromium ended with {browser.returncode}")
    raise Failure(f"chromium hangs at {path}")


def show(paths):
    """A Shown of each, in their order, made as it is asked for."""
    paths = list(paths)
    with serving(paths) as server, browsing(server.server_port) as browser:
        for path in paths:
            yield next_shown(server, browser, path)


def next_shown(server, browser, path):
    shown = Shown([], [], "")
    while True:
        (what, *numbers), body = next_told(server, browser, path)
        if what != "frame":
            break
        width, height, duration_us = map(int, numbers)
        shown.frames.append(np.frombuffer(body, np.uint8).reshape(
            height, width, 4))
        shown.durations.append(duration_us)
    if what != "end":
        raise Failure(f"{path}: {body.decode(errors='replace')}")
    end = json.loads(body)
    shown.plays, shown.problem = end["repetitions"], end["problem"]
    shown.is_still = end["is_painted"]
    return shown


def show_groups(groups):
    """A list of what is shown of the files of each group, in their order."""
    shown = show(path for group in groups for path in group)
    for group in groups:
        yield list(itertools.islice(shown, len(group)))
