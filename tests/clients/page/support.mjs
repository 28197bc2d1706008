// The gateway before the demo server, with all that its page shows, and a browser at work on it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const installed = process.env.OAICOMPAT_CLIENTS_DIR;
const require = createRequire(path.join(installed, 'page/package.json'));
export const { chromium } = require('playwright-core');
const axe = require('axe-core');
const screenshots = path.join(installed, 'screenshots');

export const adminKey = 'page administrator';
export const callerKey = 'page caller';
const sha256 = createHash('sha256').update(callerKey).digest('hex');
const rules = (url) => `
[targets.first]
base_url = "${url}"
models = { demo = "demo" }
price_per_million = { input = 1.0, output = 2.0 }
[targets.second]
base_url = "${url}"
models = { demo = "demo" }
price_per_million = { input = 1.0, output = 2.0 }
[[routes]]
name = "all"
strategy = "priority"
use = [{ target = "first" }, { target = "second" }]
[[keys]]
name = "page"
tenant = "tests"
sha256 = "${sha256}"
rpm = 1000
usd_per_day = 5.0
[log]
file = "log.db"
level = "bodies"
[admin]
key = "env:OAICOMPAT_ADMIN_KEY"
port = 0
`;

/** The gateway; `page` is where its page is. */
export async function startGateway() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'oaicompat-page-'));
  const config = path.join(folder, 'gateway.toml');
  await writeFile(config, rules(process.env.OAICOMPAT_SLOW_URL));
  const program = spawn(process.env.OAICOMPAT_GATEWAY, ['--port', '0', '--threads', '1', '--config', config], {
    env: { ...process.env, OAICOMPAT_ADMIN_KEY: adminKey },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const page = await new Promise((found, failed) => {
    program.on('exit', () => failed(new Error(`The gateway ended: ${said}`)));
    program.stdout.on('data', (text) => {
      said += text;
      const at = /administration on (http:\/\/127\.0\.0\.1:\d+\/)/.exec(said);
      if (at) found(at[1]);
    });
  });
  return {
    page,
    stop: async () => {
      program.removeAllListeners('exit');
      const ended = new Promise((done) => program.on('exit', done));
      program.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** A request through the administrators' port, as the page makes it. */
export async function tryOut(origin, body) {
  const headers = { authorization: `Bearer ${adminKey}`, 'x-oaicompat-caller-key': callerKey, 'content-type': 'application/json' };
  const answer = await fetch(`${origin}admin/try/v1/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.text();
}

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser whose requests to anywhere but the page's origin are refused, and noted with all that went wrong. */
export async function openBrowser(origin) {
  const executablePath = process.env.CHROMIUM ?? browsers.find((each) => existsSync(each));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, timezoneId: 'Pacific/Kiritimati' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const noted = { wrong: [], elsewhere: [], bytes: 0 };
  await context.route('**/*', (route) => {
    if (new URL(route.request().url()).origin === new URL(origin).origin) return route.continue();
    noted.elsewhere.push(route.request().url());
    return route.abort();
  });
  page.on('pageerror', (error) => noted.wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') noted.wrong.push(message.text());
  });
  page.on('response', async (response) => {
    const body = await response.body().catch(() => Buffer.alloc(0));
    noted.bytes += body.length;
  });
  return { page, noted, close: () => browser.close() };
}

/** Keeps a screenshot, and gives the faults of accessibility. */
export async function look(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((each) => each.html).join(' ')}`);
}
