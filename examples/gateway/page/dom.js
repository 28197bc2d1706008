// Elements and figures as text.
// SPDX-License-Identifier: MIT

/** An element: `h("p", {class: "quiet"}, "text", child)`. Members that begin with `on` are listeners; false leaves one out. */
export function h(tag, attributes = {}, ...children) {
  const out = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) out.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined && value !== null) out.setAttribute(name, value === true ? "" : value);
  }
  out.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return out;
}

let fields = 0;
/** A label and its control, in a `div`; the control is `field.control`. */
export function field(label, control, hint) {
  control.id ||= `field-${++fields}`;
  const parts = [h("label", { for: control.id }, label), control];
  if (hint) {
    const id = `${control.id}-hint`;
    control.setAttribute("aria-describedby", id);
    parts.push(h("span", { id, class: "quiet" }, hint));
  }
  const out = h("div", {}, parts);
  out.control = control;
  return out;
}

export function select(options, chosen) {
  return h("select", {}, options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
}

export function table(caption, heads, rows) {
  const cell = (value) =>
    value instanceof Node ? h("td", {}, value) : h("td", { class: typeof value === "number" ? "number" : false }, `${value ?? ""}`);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, heads.map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell))))));
}

export function facts(pairs) {
  return h("dl", {}, pairs.filter(([, value]) => value !== undefined && value !== null && value !== "")
    .flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value instanceof Node ? value : `${value}`)]));
}

export const dollars = (nano) => (nano === null || nano === undefined ? "unknown" : `$${(nano / 1e9).toFixed(6)}`);
export const milliseconds = (us) => (us === null || us === undefined ? "" : `${(us / 1000).toFixed(1)} ms`);
export const when = (seconds) => (seconds ? new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 19) : "");
export const pretty = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
