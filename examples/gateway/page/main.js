// The page: a key, and then one view at a time. The view's name stands behind the address's `#`.
// SPDX-License-Identifier: MIT
import { get, setAdminKey } from "./api.js";
import { h } from "./dom.js";
import { keys } from "./keys.js";
import { log } from "./log.js";
import { metrics } from "./metrics.js";
import { playground } from "./playground.js";
import { targets } from "./targets.js";

const views = { playground, metrics, log, keys, targets };
const main = document.getElementById("view");
let leave = null;

function show() {
  const name = location.hash.slice(1);
  const open = views[name] ?? views.playground;
  leave?.();
  leave = null;
  for (const link of document.querySelectorAll("nav a")) {
    const here = views[link.hash.slice(1)] === open;
    here ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    if (here) document.title = `${link.textContent} - oaicompat gateway`;
  }
  main.replaceChildren();
  try {
    leave = open(main) ?? null;
  } catch (error) {
    main.replaceChildren(h("p", { class: "error", role: "alert" }, error.message));
  }
  main.focus();
}

document.getElementById("enter").addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = document.getElementById("enter-error");
  said.textContent = "";
  setAdminKey(document.getElementById("key").value);
  try {
    await get("/admin/targets");
  } catch (error) {
    setAdminKey("");
    said.textContent = error.message;
    return;
  }
  document.getElementById("views").hidden = false;
  addEventListener("hashchange", (change) => {
    if (new URL(change.newURL).hash !== "#view") show();
  });
  show();
});
