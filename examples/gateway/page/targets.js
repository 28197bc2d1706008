// Targets and their health, the rules' file, and what administrators changed.
// SPDX-License-Identifier: MIT
import { get, post } from "./api.js";
import { facts, h, milliseconds, table, when } from "./dom.js";

// How much of the prompts a target had in a cache of its own: what affinity is for.
function cached({ input_tokens: input, cached_tokens: read }) {
  return input ? `${read.toLocaleString("en")} of ${input.toLocaleString("en")} (${Math.round((100 * read) / input)} %)` : "none";
}

export function targets(main) {
  const said = h("p", { role: "status", class: "quiet" });
  const rows = h("div");
  const rules = h("div");
  const changes = h("div");

  const change = async (each) => {
    try {
      const action = each.drained ? "undrain" : "drain";
      await post(`/admin/targets/${encodeURIComponent(each.name)}/${action}`);
      said.textContent = `${each.name} is ${each.drained ? "in use again" : "drained: it takes no new requests"}.`;
    } catch (error) {
      said.textContent = error.message;
    }
    await show();
    rows.querySelector(`button[data-target="${CSS.escape(each.name)}"]`)?.focus();
  };
  async function show() {
    const { data } = await get("/admin/targets");
    const focused = document.activeElement?.dataset?.target;
    rows.replaceChildren(table("Targets", ["Name", "Address", "Dialect", "Breaker", "In flight", "First token", "Cached tokens", "State", "Change"],
      data.map((each) => [each.name, each.base_url, each.dialect, h("span", { class: each.breaker === "closed" ? "good" : "error" }, each.breaker.replace("_", " ")),
        each.in_flight, milliseconds(each.first_token_us || null) || "unknown", cached(each), each.drained ? h("span", { class: "error" }, "drained") : "in use",
        h("button", { type: "button", class: "plain", "data-target": each.name, onclick: () => change(each) }, `${each.drained ? "Undrain" : "Drain"} ${each.name}`)])));
    if (focused) rows.querySelector(`button[data-target="${CSS.escape(focused)}"]`)?.focus();
  }
  async function showRules() {
    try {
      const status = await get("/admin/config/status");
      rules.replaceChildren(facts([["File", status.file], ["Version", status.version], ["Loaded (UTC)", when(status.loaded_at)],
        ["Mistakes", status.last_error ? h("pre", { tabindex: "0" }, status.last_error.message) : "none"]]));
    } catch (error) {
      rules.replaceChildren(h("p", { class: "quiet" }, error.message));
    }
  }
  async function showChanges() {
    try {
      const { data } = await get("/admin/audit?limit=20");
      changes.replaceChildren(table("The last changes", ["When (UTC)", "Who", "What", "On", "Before", "After"],
        data.map((each) => [when(each.at), each.who, each.what, each.on ?? "", each.before ?? "", each.after ?? ""])));
    } catch (error) {
      changes.replaceChildren(h("p", { class: "quiet" }, error.status === 404 ? "There is no log of changes." : error.message));
    }
  }
  const reload = async () => {
    try {
      await post("/admin/config/reload");
      said.textContent = "The rules were read anew.";
    } catch (error) {
      said.textContent = error.message;
    }
    await Promise.all([showRules(), showChanges()]);
  };
  const fail = (error) => { said.textContent = error.message; };
  main.append(h("h2", {}, "Targets"), said, rows,
    h("h2", {}, "Rules"), rules, h("div", { class: "buttons" }, h("button", { type: "button", class: "plain", onclick: reload }, "Read the rules anew")),
    h("h2", {}, "Changes"), changes);
  show().catch(fail);
  showRules();
  showChanges();
  const timer = setInterval(() => show().catch(fail), 2000);
  return () => clearInterval(timer);
}
