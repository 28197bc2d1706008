// The log: found by its fields, a page at a time, and one request in detail.
// SPDX-License-Identifier: MIT
import { get } from "./api.js";
import { dollars, facts, field, h, milliseconds, pretty, select, table, when } from "./dom.js";
import { replay } from "./playground.js";

const outcomes = ["", "answered", "failed", "cut", "refused", "cancelled"];

function tokens(of) {
  return of ? `${of.input} in${of.cached ? ` (${of.cached} cached)` : ""}, ${of.output} out` : "";
}

function detail(record, to) {
  const attempts = table("Attempts", ["Number", "Target", "Role", "Status", "Outcome", "First token", "Took", "Cost"],
    record.attempts.map((each) => [each.number, each.target, each.role, each.status, each.failure ?? (each.lost ? "lost" : "ok"),
      milliseconds(each.first_token_us), milliseconds(each.duration_us), dollars(each.cost_nano_usd)]));
  const part = (name, value) => (value === undefined ? null : [h("h4", {}, name), h("pre", { tabindex: "0", role: "region", "aria-label": name }, pretty(value))]);
  const title = h("h3", { tabindex: "-1" }, `Request ${record.id}`);
  to.replaceChildren(title,
    facts([["When (UTC)", when(record.begun_at)], ["Path", record.path], ["Outcome", `${record.outcome} ${record.error ?? ""}`], ["Status", record.status],
      ["Key", record.key], ["Tenant", record.tenant], ["Route", record.route], ["Target", record.target],
      ["Model", `${record.model_asked}${record.model ? `, answered by ${record.model}` : ""}`], ["Tokens", tokens(record.tokens)],
      ["Cost", dollars(record.cost_nano_usd)], ["Cache", record.cache], ["First token", milliseconds(record.first_token_us)],
      ["Took", milliseconds(record.duration_us)], ["Trace", record.trace_id], ["Span", record.span_id]]),
    attempts,
    h("div", { class: "buttons" }, h("button", { type: "button", disabled: record.request === undefined || record.cut === true, onclick: () => replay(record) }, "Replay in the playground")),
    h("p", { class: "quiet" }, record.request === undefined ? "The log has no bodies of it: they are kept at the level \"bodies\"." : "Redacted words are sent as they stand here."),
    ...[part("Header fields", record.headers), part("Body", record.request), part("Answer", record.answer)].filter(Boolean).flat());
  to.hidden = false;
  title.focus();
}

export function log(main) {
  const fields = {
    id: h("input", { autocomplete: "off" }), model: h("input", { autocomplete: "off" }), target: h("input", { autocomplete: "off" }),
    tenant: h("input", { autocomplete: "off" }), key: h("input", { autocomplete: "off" }),
    outcome: select(outcomes.map((each) => [each, each || "any"])), status: h("input", { type: "number", min: "100", max: "599" }),
    since: h("input", { type: "datetime-local" }), until: h("input", { type: "datetime-local" }),
  };
  const said = h("p", { role: "status", class: "quiet" });
  const rows = h("div");
  const one = h("section", { class: "card", "aria-label": "One request", hidden: true });
  const fail = (error) => { said.textContent = error.status === 404 ? "There is no such request, or no log." : error.message; };
  const open = (id) => get(`/admin/logs/${encodeURIComponent(id)}`).then((record) => detail(record, one), fail);

  async function find(cursor) {
    const query = new URLSearchParams({ limit: "50" });
    for (const name of ["model", "target", "tenant", "key", "outcome", "status"]) if (fields[name].value) query.set(name, fields[name].value);
    for (const name of ["since", "until"]) if (fields[name].value) query.set(name, Math.floor(Date.parse(`${fields[name].value}Z`) / 1000));
    if (cursor) query.set("cursor", cursor);
    try {
      const page = await get(`/admin/logs?${query}`);
      said.textContent = page.data.length === 0 ? "Nothing was found." : `${page.data.length} requests, the newest first.`;
      rows.replaceChildren(
        table("Requests", ["When (UTC)", "Request", "Model", "Target", "Key", "Outcome", "Status", "Tokens", "Cost", "Took"],
          page.data.map((each) => [when(each.begun_at), h("button", { type: "button", class: "plain", onclick: () => open(each.id) }, each.id),
            each.model_asked, each.target ?? "", each.key ?? "", each.outcome, each.status, tokens(each.tokens), dollars(each.cost_nano_usd), milliseconds(each.duration_us)])),
        h("div", { class: "buttons" }, h("button", { type: "button", class: "plain", disabled: !page.has_more, onclick: () => find(page.next_cursor) }, "Older ones")));
    } catch (error) {
      fail(error);
    }
  }
  const submit = (event) => {
    event.preventDefault();
    one.hidden = true;
    fields.id.value ? open(fields.id.value) : find();
  };
  main.append(h("h2", {}, "Log"),
    h("form", { onsubmit: submit },
      h("div", { class: "row" }, field("Request", fields.id), field("Model", fields.model), field("Target", fields.target), field("Tenant", fields.tenant), field("Key", fields.key)),
      h("div", { class: "row" }, field("Outcome", fields.outcome), field("Status", fields.status), field("Since (UTC)", fields.since), field("Until (UTC)", fields.until)),
      h("div", { class: "buttons" }, h("button", { type: "submit" }, "Find"))),
    said, one, rows);
  find();
}
