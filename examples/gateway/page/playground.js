// The playground: one request at one or two targets, the decision, and what each answer took.
// SPDX-License-Identifier: MIT
import { call, events, get, getCallerKey, setCallerKey, tryOut } from "./api.js";
import { dollars, facts, field, h, milliseconds, pretty, select, table } from "./dom.js";

let replayed = null;
/** Shows a logged request when the playground is opened next. */
export function replay(record) {
  replayed = record;
  location.hash = "#playground";
}

function content(text, image) {
  if (!image) return text;
  return [{ type: "text", text }, { type: "image_url", image_url: { url: image } }];
}

function readFile(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

async function bodyOf(form) {
  if (form.json.value.trim()) return JSON.parse(form.json.value);
  const image = form.image.files[0] ? await readFile(form.image.files[0]) : null;
  const body = { model: form.model.value, messages: [] };
  if (form.system.value) body.messages.push({ role: "system", content: form.system.value });
  body.messages.push({ role: "user", content: content(form.message.value, image) });
  if (form.temperature.value) body.temperature = Number(form.temperature.value);
  if (form.most.value) body.max_tokens = Number(form.most.value);
  if (form.tools.value.trim()) body.tools = JSON.parse(form.tools.value);
  if (form.stream.checked) Object.assign(body, { stream: true, stream_options: { include_usage: true } });
  return body;
}

const textOf = (content) => (Array.isArray(content) ? content.map((part) => part.text ?? part.name ?? "").join("") : content ?? "");

// The text of what came in the form of a dialect; nothing where it is none.
function toldInDialect(from) {
  if (from.candidates) return textOf(from.candidates[0]?.content?.parts);
  if (from.type === "message" || typeof from.message?.content === "string") return textOf((from.message ?? from).content);
  if (from.type === "content_block_delta") return from.delta.text ?? from.delta.partial_json ?? "";
  return typeof from.response === "string" ? from.response : null;
}

// The text of a chunk, of a whole answer, or of an event of a response.
function told(from) {
  const choice = from.choices?.[0];
  const other = choice ? null : toldInDialect(from);
  if (other !== null) return other;
  if (!choice) return typeof from.delta === "string" ? from.delta : from.choices || from.type ? "" : pretty(from);
  const said = choice.message ?? choice.delta ?? { content: choice.text };
  const calls = (said.tool_calls ?? []).map((each) => `${each.function?.name ? `\n${each.function.name} ` : ""}${each.function?.arguments ?? ""}`);
  return `${said.reasoning_content ?? ""}${said.content ?? ""}${calls.join("")}`;
}

// Of one object, an array of them, or one a line.
function objects(text) {
  try {
    return [JSON.parse(text)].flat();
  } catch {
    return text.trim().split("\n").map((line) => JSON.parse(line));
  }
}

// What an answer took, by its own account and by the log's.
function took(side, answer, times, usage) {
  const from = (name) => answer?.headers.get(name) ?? "";
  const id = from("x-oaicompat-request-id");
  side.facts.replaceChildren(facts([
    ["Status", answer?.status], ["Target", from("x-oaicompat-target")], ["Attempts", from("x-oaicompat-attempts")],
    ["Cache", from("x-oaicompat-cache")], ["First token", times.first ? `${times.first.toFixed(0)} ms` : ""],
    ["In all", `${times.all.toFixed(0)} ms`],
    ["Tokens", usage ? `${usage.prompt_tokens ?? usage.input_tokens} in, ${usage.completion_tokens ?? usage.output_tokens ?? 0} out` : ""], ["Request", id],
  ]));
  return id;
}

// The log is written a moment later than the answer ends.
async function cost(side, id, tries = 20) {
  if (!id) return;
  try {
    const record = await get(`/admin/logs/${encodeURIComponent(id)}`);
    side.facts.append(facts([
      ["Cost", dollars(record.cost_nano_usd)], ["Route", record.route], ["By the log", milliseconds(record.duration_us)],
      ["Attempts", record.attempts.map((each) => `${each.target} ${each.failure ?? (each.lost ? "lost" : "ok")} ${milliseconds(each.duration_us)}`).join(", ")],
    ]));
  } catch (error) {
    if (error.status === 404 && tries > 0) setTimeout(() => cost(side, id, tries - 1), 100);
  }
}

async function ask(side, path, body, target, signal) {
  const begun = performance.now();
  const times = { first: 0, all: 0 };
  let answer, usage;
  const since = () => performance.now() - begun;
  side.text.textContent = "";
  side.facts.replaceChildren();
  side.root.setAttribute("aria-busy", "true");
  try {
    answer = await tryOut(path, { body: JSON.stringify(body), target, signal });
    if (answer.headers.get("content-type")?.startsWith("text/event-stream")) {
      await events(answer, (data) => {
        if (data === "[DONE]") return;
        const event = JSON.parse(data);
        if (event.error) throw new Error(event.error.message);
        usage = event.usage ?? usage;
        const text = told(event);
        if (text && !times.first) times.first = since();
        side.text.append(text);
      });
    } else {
      const pieces = objects(await answer.text());
      usage = pieces.at(-1).usage;
      side.text.textContent = pieces.map(told).join("");
    }
  } catch (error) {
    answer ??= error.answer;
    side.text.append(h("p", { class: "error" }, error.name === "AbortError" ? "Stopped." : error.message));
  }
  times.all = since();
  side.root.removeAttribute("aria-busy");
  await cost(side, took(side, answer, times, usage));
}

function sideOf(title) {
  const out = { text: h("div", { class: "answer", tabindex: "0", role: "region", "aria-label": `${title}: text` }), facts: h("div") };
  out.root = h("section", { class: "card", "aria-label": title }, h("h3", {}, title), out.text, out.facts);
  return out;
}

async function decide(body, to) {
  const plan = await (await call("/admin/explain", { method: "POST", body: JSON.stringify(body) })).json();
  const expected = Object.fromEntries(plan.expected.map((each) => [each.target, each]));
  to.replaceChildren(
    h("h3", {}, "Decision"),
    facts([["Route", plan.route ?? "none"], ["Prompt", `about ${plan.prompt_tokens} tokens`], ["Order", plan.targets.join(", ") || "nobody"]]),
    table("Candidates", ["Target", "Why", "Priority", "Score", "Costs at most", "First token so far"],
      plan.candidates.map((each) => [each.target, each.why, each.priority, Number(each.score),
        dollars(expected[each.target]?.most_cost_nano_usd), milliseconds(expected[each.target]?.first_token_us || null) || "unknown"])));
}

function makeForm(names) {
  const form = {
    model: h("input", { list: "models", required: true, value: names.models[0] ?? "", autocomplete: "off" }),
    first: select([["", "by the rules"], ...names.targets.map((each) => [each, each])]),
    second: select([["none", "none"], ["", "by the rules"], ...names.targets.map((each) => [each, each])]),
    caller: h("input", { type: "password", autocomplete: "off", value: getCallerKey() }),
    system: h("input", { autocomplete: "off" }),
    message: h("textarea", {}, "Hello"),
    temperature: h("input", { type: "number", min: "0", max: "2", step: "0.1" }),
    most: h("input", { type: "number", min: "1" }),
    image: h("input", { type: "file", accept: "image/*" }),
    tools: h("textarea", { spellcheck: "false" }),
    json: h("textarea", { spellcheck: "false" }),
    stream: h("input", { type: "checkbox", checked: true }),
  };
  const models = h("datalist", { id: "models" }, names.models.map((each) => h("option", { value: each })));
  form.models = models;
  form.rows = [
    h("div", { class: "row" }, field("Model", form.model), models, field("Target", form.first), field("Beside it", form.second),
      field("Caller's key", form.caller, "Kept in memory alone.")),
    field("System", form.system), field("Message", form.message),
    h("details", {}, h("summary", {}, "More: image, tools, parameters, JSON"),
      h("div", { class: "row" }, field("Temperature", form.temperature), field("Most tokens", form.most), field("Image", form.image)),
      field("Tools, as a JSON array", form.tools),
      field("The whole request as JSON", form.json, "Goes before all of the above.")),
    h("label", { class: "inline" }, form.stream, "Stream"),
  ];
  return form;
}

async function names(form, problem) {
  try {
    const models = (await (await tryOut("/v1/models")).json()).data.map((each) => each.id);
    form.models.replaceChildren(...models.map((each) => h("option", { value: each })));
    form.model.value ||= models[0] ?? "";
    problem.textContent = "";
  } catch (error) {
    problem.textContent = error.status === 401 ? "The models are listed once a caller's key is shown." : error.message;
  }
}

export function playground(main) {
  const problem = h("p", { class: "quiet", role: "status" });
  const decision = h("section", { class: "card", "aria-label": "Decision", hidden: true });
  const sides = [sideOf("First answer"), sideOf("Second answer")];
  const before = h("div");
  sides[1].root.hidden = true;
  const form = makeForm({ models: [], targets: [] });
  let stop = null, path = "/v1/chat/completions";
  const run = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    setCallerKey(form.caller.value);
    stop = new AbortController();
    send.disabled = true;
    stopping.disabled = false;
    sides[1].root.hidden = form.second.value === "none";
    try {
      const body = await bodyOf(form);
      decision.hidden = body.model === undefined;  // Gemini's stands in the path
      if (!decision.hidden) await decide(body, decision);
      const asked = [ask(sides[0], path, body, form.first.value, stop.signal)];
      if (form.second.value !== "none") asked.push(ask(sides[1], path, body, form.second.value, stop.signal));
      await Promise.all(asked);
    } catch (error) {
      problem.textContent = error.message;
    }
    send.disabled = false;
    stopping.disabled = true;
  };
  const send = h("button", { type: "submit" }, "Send");
  const stopping = h("button", { type: "button", class: "plain", disabled: true, onclick: () => stop?.abort() }, "Stop");
  const element = h("form", { onsubmit: run }, form.rows, h("div", { class: "buttons" }, send, stopping), problem);
  form.caller.addEventListener("change", () => {
    setCallerKey(form.caller.value);
    names(form, problem);
  });
  main.append(h("h2", {}, "Playground"), element, decision, before, h("div", { class: "sides" }, sides.map((each) => each.root)));
  names(form, problem);
  get("/admin/targets").then(({ data }) => {
    for (const list of [form.first, form.second]) list.append(...data.map((each) => h("option", { value: each.name }, each.name)));
  }, (error) => { problem.textContent = error.message; });
  if (replayed) {
    path = replayed.path;
    form.json.value = pretty(replayed.request);
    form.model.required = false;
    element.querySelector("details").open = true;
    before.append(h("section", { class: "card", "aria-label": "Logged answer" }, h("h3", {}, `As it was: ${replayed.id}`),
      h("pre", { tabindex: "0" }, pretty(replayed.answer ?? ""))));
    replayed = null;
  }
  return () => stop?.abort();
}
