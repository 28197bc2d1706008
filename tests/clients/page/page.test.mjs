// The gateway's page, clicked through in a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { adminKey, callerKey, look, openBrowser, startGateway, tryOut } from './support.mjs';

let gateway, browser, page;

before(async () => {
  gateway = await startGateway();
  browser = await openBrowser(gateway.page);
  page = browser.page;
});
after(async () => {
  await browser?.close();
  await gateway?.stop();
});

const view = async (name) => {
  await page.getByRole('navigation').getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 2, name }).first().waitFor();
};
const answered = (side) => page.getByRole('region', { name: side, exact: true }).getByText('Cost').waitFor();

test('the page comes whole from the gateway, under a strict policy, in less than 300 KB', async () => {
  const answer = await page.goto(gateway.page, { waitUntil: 'networkidle' });
  assert.match(answer.headers()['content-security-policy'], /^default-src 'self';/);
  assert.equal(answer.headers()['x-content-type-options'], 'nosniff');
  assert.ok(browser.noted.bytes > 10_000 && browser.noted.bytes <= 300_000, `${browser.noted.bytes} bytes`);
  console.log(`the first view has ${browser.noted.bytes} bytes`);
  assert.deepEqual(await look(page, '1-enter'), []);
});

test('a wrong key is refused, and the right one opens the views', async () => {
  await page.getByLabel('Key', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByText("The administrator's key is not known.").waitFor();
  browser.noted.wrong.length = 0;  // the browser notes the 401
  await page.getByLabel('Key', { exact: true }).fill(adminKey);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Playground' }).waitFor();
  const stored = await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length);
  assert.equal(stored, 0);
  assert.ok(browser.noted.bytes <= 300_000, `${browser.noted.bytes} bytes`);
  browser.noted.wrong.length = 0;  // without a caller's key no models are listed
});

test('the playground streams from two targets side by side, and shows the decision, the cost and the times', async () => {
  await page.getByLabel("Caller's key").fill(callerKey);
  await page.getByLabel("Caller's key").press('Tab');
  await page.waitForFunction(() => document.querySelector('#models option')?.value === 'demo');
  await page.getByLabel('Model').fill('demo');
  await page.getByLabel('Target', { exact: true }).selectOption('first');
  await page.getByLabel('Beside it').selectOption('second');
  await page.getByLabel('Message').fill('Hello from the page');
  await page.getByRole('button', { name: 'Send' }).click();
  await answered('First answer');
  await answered('Second answer');
  for (const [side, target] of [['First answer', 'first'], ['Second answer', 'second']]) {
    const text = await page.getByRole('region', { name: side, exact: true }).innerText();
    assert.match(text, /You said: Hello from the page/);
    assert.match(text, new RegExp(`Target\\s+${target}\\s`));
    assert.match(text, /First token\s+\d+ ms/);
    assert.match(text, /Cost\s+\$0\.0000/);
  }
  const decision = await page.getByRole('region', { name: 'Decision', exact: true }).innerText();
  assert.match(decision, /Route\s+all/);
  assert.match(decision, /first\s+chosen/);
  assert.deepEqual(await look(page, '2-playground'), []);
});

test('the playground sends images, tools and parameters, whole answers too', async () => {
  await page.getByLabel('Beside it').selectOption('none');
  await page.getByText('More: image, tools, parameters, JSON').click();
  const image = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await page.getByLabel('Image').setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: image });
  const tools = [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }];
  await page.getByLabel('Tools').fill(JSON.stringify(tools));
  await page.getByLabel('Temperature').fill('0.5');
  await page.getByLabel('Stream').uncheck();
  await page.getByLabel('Message').fill('What is the weather like?');
  const asked = page.waitForRequest((request) => request.url().endsWith('/admin/try/v1/chat/completions'));
  await page.getByRole('button', { name: 'Send' }).click();
  const body = (await asked).postDataJSON();
  assert.equal(body.temperature, 0.5);
  assert.match(body.messages.at(-1).content[1].image_url.url, /^data:image\/png;base64,/);
  await answered('First answer');
  assert.match(await page.getByRole('region', { name: 'First answer', exact: true }).innerText(), /get_weather/);
});

test('live metrics are drawn, and stand in tables as well', async () => {
  await view('Metrics');
  await page.getByText('Figures of the last three minutes.').waitFor();
  await Promise.all(Array.from({ length: 20 }, (_, i) => tryOut(gateway.page, { model: 'demo', stream: i % 2 === 0, messages: [{ role: 'user', content: `Hello ${i}` }] })));
  assert.match(await page.getByText('requests so far').innerText(), /^[1-9]\d* requests so far/);
  const charts = await page.locator('meta[name="charts"]').getAttribute('content');
  if (charts === 'yes') {
    const drawn = await page.evaluate(() => [...document.querySelectorAll('canvas')].filter((each) => each.width > 0).length);
    assert.equal(drawn, 6);
    for (const each of await page.getByText('As a table').all()) await each.click();
  } else {
    await page.getByText('tables are shown instead').waitFor();
  }
  await page.getByRole('table', { name: 'Requests a second, by status' }).waitFor();
  for (const name of ['Duration of requests, ms', 'Time to the first token, ms', 'Tokens a second, by type']) {
    await page.waitForFunction((title) => {
      const shown = [...document.querySelectorAll('table')].find((each) => each.caption.textContent === title);
      return [...(shown?.querySelectorAll('td.number') ?? [])].some((each) => Number(each.textContent) > 0);
    }, name);
  }
  assert.deepEqual(await look(page, '3-metrics'), []);
});

test('the log is searched, one request is shown, and replayed in the playground', async () => {
  await view('Log');
  await page.getByRole('button', { name: /^req_/ }).first().waitFor();
  await page.getByLabel('Model').fill('nobody');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('Nothing was found.').waitFor();
  await page.getByLabel('Model').fill('demo');
  await page.getByLabel('Outcome').selectOption('answered');
  await page.getByRole('button', { name: 'Find' }).click();
  assert.deepEqual(await look(page, '4-log'), []);
  await page.getByRole('button', { name: /^req_/ }).last().click();
  await page.getByRole('heading', { name: /^Request req_/ }).waitFor();
  const shown = await page.getByRole('region', { name: 'One request', exact: true }).innerText();
  assert.match(shown, /Hello from the page/);
  assert.match(shown, /Trace\s+[0-9a-f]{32}/);
  assert.deepEqual(await look(page, '5-log-request'), []);
  await page.getByRole('button', { name: 'Replay in the playground' }).click();
  await page.getByRole('heading', { name: /^As it was: req_/ }).waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await answered('First answer');
  assert.match(await page.getByRole('region', { name: 'First answer', exact: true }).innerText(), /You said: Hello from the page/);
  assert.deepEqual(await look(page, '6-replay'), []);
});

test('the log is searched by the times that it shows, wherever the browser is', async () => {
  await view('Log');
  const from = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);
  await page.getByLabel('Since (UTC)').fill(from(1));
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('Nothing was found.').waitFor();
  await page.getByLabel('Since (UTC)').fill(from(-1));
  await page.getByLabel('Until (UTC)').fill(from(1));
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('button', { name: /^req_/ }).first().waitFor();
});

test('keys are shown with their limits and budgets, and what is used of them', async () => {
  await view('Keys');
  const text = await page.getByRole('table', { name: 'Keys and budgets' }).innerText();
  assert.match(text, /key\/page\/requests: \d+ of 1,000/);
  assert.match(text, /key\/page\/day: \$0\.\d+ of \$5\.000000/);
  assert.ok(!text.includes(callerKey));
  assert.deepEqual(await look(page, '7-keys'), []);
});

test('a target is drained and brought back by the keyboard alone, and the change is in the list', async () => {
  await view('Targets');
  const shown = page.getByRole('table', { name: 'Targets' });
  await shown.getByRole('columnheader', { name: 'Cached tokens' }).waitFor();
  assert.match(await shown.innerText(), /\d of [1-9]\d* \(\d+ %\)/);
  await page.getByRole('button', { name: 'Drain first' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('first is drained').waitFor();
  await page.getByRole('button', { name: 'Undrain first' }).waitFor();
  assert.deepEqual(await look(page, '8-targets'), []);
  await page.keyboard.press('Enter');  // the focus is still on it
  await page.getByText('first is in use again').waitFor();
  await page.getByRole('button', { name: 'Read the rules anew' }).click();
  await page.getByText('The rules were read anew.').waitFor();
  await page.getByRole('cell', { name: 'undrain' }).waitFor();
});

test('the keyboard reaches each view', async () => {
  await page.reload();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the view');
  await page.getByLabel('Key', { exact: true }).fill(adminKey);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
  for (const name of ['Playground', 'Metrics', 'Log', 'Keys', 'Targets']) {
    await page.getByRole('navigation').getByRole('link', { name }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name }).first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'view');
  }
});

test('nothing came from elsewhere, and nothing went wrong', () => {
  assert.deepEqual(browser.noted.elsewhere, []);
  const unexpected = browser.noted.wrong.filter((each) => !each.includes('status of 401') && !each.includes('status of 404'));
  assert.deepEqual(unexpected, []);
});
