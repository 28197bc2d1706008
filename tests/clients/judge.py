"""A judge of answers, as a gateway's rules name one, that a test tells what to say."""

import contextlib
import http.server
import json
import threading


@contextlib.contextmanager
def judge_saying(score):
    """The address of a judge that gives `score` of what it is shown."""

    class Judge(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            said = {"score": score(json.loads(body["messages"][1]["content"])), "reason": "r"}
            message = {"role": "assistant", "content": json.dumps(said)}
            answer = {"id": "j", "object": "chat.completion", "created": 1, "model": "judge-1",
                      "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            text = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Judge) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        finally:
            server.shutdown()
            thread.join()
