// The administrators' calls. The keys are kept in memory alone.
// SPDX-License-Identifier: MIT

let adminKey = "";
let callerKey = "";

export const setAdminKey = (key) => { adminKey = key; };
export const hasAdminKey = () => adminKey !== "";
export const setCallerKey = (key) => { callerKey = key; };
export const getCallerKey = () => callerKey;

/** The answer of a call; throws an `Error` with the API's message where it is none. */
export async function call(path, { method = "GET", body, headers = {}, signal } = {}) {
  const answer = await fetch(path, {
    method, body, signal, cache: "no-store", credentials: "omit",
    headers: { authorization: `Bearer ${adminKey}`, ...headers },
  });
  if (answer.ok) return answer;
  const text = await answer.text();
  let message = text.slice(0, 500) || `${answer.status}`;
  try { message = JSON.parse(text).error.message; } catch { /* it is no JSON */ }
  throw Object.assign(new Error(message), { status: answer.status, answer });
}
export const get = async (path) => (await call(path)).json();
export const post = async (path, body = "") => (await call(path, { method: "POST", body })).json();

/** A request through the gateway, of the caller's key; `target` empty: by the rules. */
export function tryOut(path, { body, target = "", signal } = {}) {
  const headers = { "content-type": "application/json" };
  if (target) headers["x-oaicompat-try-target"] = target;
  if (callerKey) headers["x-oaicompat-caller-key"] = callerKey;
  return call(`/admin/try${path}`, { method: body === undefined ? "GET" : "POST", body, headers, signal });
}

/** Calls `on` with the data of each event of a stream. */
export async function events(answer, on) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const lines = rest.split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data:")) on(line.slice(5).trim());
  }
}
