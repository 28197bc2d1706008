// Keys, their limits, and how these stand.
// SPDX-License-Identifier: MIT
import { get } from "./api.js";
import { dollars, h, table } from "./dom.js";

const amount = (standing, value) => (/(day|month)$/.test(standing.counter) ? dollars(value) : value.toLocaleString("en"));

function standing(each) {
  const used = each.limit - each.remaining;
  return h("div", {}, h("meter", { min: "0", max: "1", high: "0.8", optimum: "0", value: `${used / each.limit}`, "aria-label": `${each.counter} used` }),
    ` ${each.counter}: ${amount(each, used)} of ${amount(each, each.limit)}`,
    each.reset_ms > 0 ? `, back in ${Math.ceil(each.reset_ms / 1000).toLocaleString("en")} s` : "");
}

export function keys(main) {
  const said = h("p", { role: "status", class: "quiet" });
  const rows = h("div");
  const show = async () => {
    try {
      const { data } = await get("/admin/keys");
      said.textContent = data.length === 0 ? "The rules have no keys: anyone who reaches the gateway may ask." : `${data.length} keys.`;
      rows.replaceChildren(table("Keys and budgets", ["Name", "Tenant", "Models", "Hash", "Limits and budgets"],
        data.map((each) => [each.name, each.tenant, each.models.join(", ") || "all", each.sha256,
          each.standings.length ? h("div", {}, each.standings.map(standing)) : "none"])));
    } catch (error) {
      said.textContent = error.message;
    }
  };
  main.append(h("h2", {}, "Keys and budgets"), h("div", { class: "buttons" }, h("button", { type: "button", class: "plain", onclick: show }, "Look again")), said, rows);
  show();
}
