// Codex CLI, unchanged, at work: two tools (one of them in a namespace), a thread taken up again, an answer in a form.
// It knows one wire API, responses, over HTTP and over a WebSocket.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

const launcher = path.join(process.env.OAICOMPAT_CLIENTS_DIR, 'node/node_modules/@openai/codex/bin/codex.js');
const server = new URL(process.env.OAICOMPAT_URL);
const run = promisify(execFile);

let relay, home, offersWebSocket;
let asked = []; // the first line of every request, as it passes the relay

before(async () => {
  offersWebSocket = (await handshakeStatus()) === 101;
  relay = net.createServer((caller) => {
    const upstream = net.connect(server.port, server.hostname);
    caller.on('data', (bytes) => asked.push(...(bytes.toString('latin1').match(/^(GET|POST) \S+/) ?? []).slice(0, 1)));
    caller.pipe(upstream).pipe(caller);
    for (const [one, other] of [[caller, upstream], [upstream, caller]]) one.on('error', () => other.destroy());
  });
  await new Promise((listening) => relay.listen(0, '127.0.0.1', listening));
  home = await mkdtemp(path.join(os.tmpdir(), 'codex-'));
});
after(async () => {
  relay.close();
  await rm(home, { recursive: true });
});

function handshakeStatus() {
  const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  return new Promise((done, failed) => {
    const request = http.get(`${server.href}/responses`, { headers, agent: false });
    request.on('error', failed);
    request.on('response', (response) => done(response.resume().statusCode));
    request.on('upgrade', (response, socket) => done((socket.destroy(), response.statusCode)));
  });
}

async function configure(websockets) {
  const sums = path.join(import.meta.dirname, 'sums.mjs');
  await writeFile(
    path.join(home, 'config.toml'),
    `model = "demo"
model_provider = "demo"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.demo]
name = "demo"
base_url = "http://127.0.0.1:${relay.address().port}/v1"
wire_api = "responses"
env_key = "DEMO_KEY"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = ${websockets}
[mcp_servers.sums]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(sums)}]
`,
  );
}

// What `codex exec` says of its work.
async function codex(...words) {
  asked = [];
  const flags = ['--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'];
  const env = { PATH: process.env.PATH, HOME: home, CODEX_HOME: home, DEMO_KEY: 'any', NO_PROXY: '127.0.0.1' };
  const working = run(process.execPath, [launcher, 'exec', ...words.slice(0, -1), ...flags, words.at(-1)], { cwd: home, env, timeout: 60_000 });
  working.child.stdin.end();
  const { stdout } = await working;
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

const items = (events, type) => events.filter((event) => event.type === 'item.completed' && event.item.type === type).map((event) => event.item);
const saidIn = (events) => items(events, 'agent_message').at(-1)?.text;
const endOf = (events) => events.at(-1).type;

for (const websockets of [false, true]) {
  const wire = websockets ? 'a WebSocket' : 'HTTP';
  // A WebSocket that is not offered is asked for once; the rest goes over HTTP. So does what goes on, over a proxy, from a
  // response that nobody stored: the proxy's WebSocket does not know it.
  const checkWire = () => {
    const handshakes = asked.filter((line) => line === 'GET /v1/responses').length;
    const posts = asked.filter((line) => line === 'POST /v1/responses').length;
    if (!websockets) assert.equal(handshakes, 0);
    if (websockets && !offersWebSocket) assert.equal(handshakes, 1);
    if (websockets && offersWebSocket && !process.env.OAICOMPAT_THROUGH) assert.equal(posts, 0);
    assert.ok(handshakes + posts > 0);
  };

  test(`Codex does a task with two tools, and takes it up again, over ${wire}`, async () => {
    await configure(websockets);
    const worked = await codex('Call exec_command {"cmd": "printf made > made.txt; cat made.txt"} and mcp__sums__add {"a": 2, "b": 3}.');
    assert.equal(endOf(worked), 'turn.completed');
    checkWire();
    const [command] = items(worked, 'command_execution');
    assert.equal(command.status, 'completed');
    assert.equal(command.exit_code, 0);
    assert.equal(await readFile(path.join(home, 'made.txt'), 'utf8'), 'made');
    const [sum] = items(worked, 'mcp_tool_call');
    assert.deepEqual([sum.server, sum.tool, sum.status], ['sums', 'add', 'completed']);
    assert.equal(sum.result.content[0].text, '5');
    assert.match(saidIn(worked), /^The tools said: [^]*made[^]*5/);

    const thread = worked.find((event) => event.type === 'thread.started').thread_id;
    const resumed = await codex('resume', thread, 'And now?');
    assert.equal(endOf(resumed), 'turn.completed');
    checkWire();
    assert.equal(resumed.find((event) => event.type === 'thread.started').thread_id, thread);
    assert.equal(saidIn(resumed), 'You said: And now?');
  });

  test(`Codex asks for an answer in a form over ${wire}`, async () => {
    await configure(websockets);
    const schema = path.join(home, 'schema.json');
    const properties = { city: { type: 'string', minLength: 1 }, people: { type: 'integer', minimum: 1 } };
    await writeFile(schema, JSON.stringify({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false }));
    const answered = await codex('--output-schema', schema, 'Name a city.');
    assert.equal(endOf(answered), 'turn.completed');
    checkWire();
    const { city, people, ...rest } = JSON.parse(saidIn(answered));
    assert.ok(city.length >= 1 && Number.isInteger(people) && people >= 1);
    assert.deepEqual(rest, {});
  });
}
