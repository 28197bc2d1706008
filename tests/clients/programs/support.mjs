// A program at work offline, with a home of its own, and the requests that it sends.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

export const installed = process.env.OAICOMPAT_CLIENTS_DIR;
const server = new URL(process.env.OAICOMPAT_URL);

// Passes every request on to the demo server, and keeps what was asked and how it was answered.
export async function relayed() {
  const asked = [];
  const relay = http.createServer(async (request, response) => {
    const pieces = await Array.fromAsync(request);
    const { method, url, headers } = request;
    const onward = http.request({ host: server.hostname, port: server.port, method, path: url, headers }, (answer) => {
      asked.push({ line: `${method} ${url.split('?')[0]}`, headers, body: Buffer.concat(pieces).toString(), status: answer.statusCode });
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.end(Buffer.concat(pieces));
  });
  await new Promise((listening) => relay.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${relay.address().port}`, asked, close: () => (relay.closeAllConnections(), relay.close()) };
}

export async function home(name) {
  const folder = await mkdtemp(path.join(os.tmpdir(), name));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

// What a program writes to its standard output; it may end with any status.
export function run(command, words, { cwd, env }) {
  return new Promise((done, failed) => {
    const settings = { cwd, env: { PATH: process.env.PATH, NO_PROXY: '127.0.0.1', ...env }, timeout: 90_000, maxBuffer: 64 << 20 };
    const program = execFile(command, words, settings, (error, stdout, stderr) => {
      if (error?.killed || typeof error?.code === 'string') failed(new Error(`${error.message}\n${stderr}`));
      else done(stdout);
    });
    program.stdin.end();
  });
}

export const lines = (text) => text.trim().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
