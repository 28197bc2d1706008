// Live figures: /metrics, looked at every two seconds, as plots and as tables.
// SPDX-License-Identifier: MIT
import { h, table } from "./dom.js";

const everyMs = 2000;
const points = 90;
const colours = ["#0b5cad", "#a3180c", "#116329", "#7a4d00", "#6b2fa0", "#005f6b"];

/** The text of Prometheus as `{name, labels, value}`. */
export function parse(text) {
  const out = [];
  for (const line of text.split("\n")) {
    const found = /^oaicompat_gateway_([a-z0-9_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!found) continue;
    const labels = {};
    for (const [, name, value] of (found[2] ?? "").matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)) labels[name] = value;
    out.push({ name: found[1], labels, value: Number(found[3]) });
  }
  return out;
}

// The sum of a metric's values by a label.
function sums(page, name, by) {
  const out = {};
  for (const each of page) if (each.name === name) out[by(each.labels)] = (out[by(each.labels)] ?? 0) + each.value;
  return out;
}

// A quantile of what a histogram counted between two looks; nothing where that is nothing.
export function quantile(before, now, name, q) {
  const bounds = (page) => sums(page, `${name}_bucket`, (labels) => labels.le);
  const old = bounds(before), counts = Object.entries(bounds(now)).map(([le, count]) => [le === "+Inf" ? Infinity : Number(le), count - (old[le] ?? 0)]);
  counts.sort(([a], [b]) => a - b);
  const total = counts.at(-1)?.[1] ?? 0;
  if (total <= 0) return null;
  let low = 0, below = 0;
  for (const [bound, count] of counts) {
    if (count >= total * q) return bound === Infinity ? low : low + (bound - low) * ((total * q - below) / Math.max(count - below, 1));
    [low, below] = [bound, count];
  }
  return low;
}

// Each plot gives its series from two looks and the seconds between them.
const rates = (before, now, seconds, name, by) => {
  const old = sums(before, name, by);
  return Object.fromEntries(Object.entries(sums(now, name, by)).map(([label, value]) => [label, (value - (old[label] ?? 0)) / seconds]));
};
const milliseconds = (seconds) => (seconds === null ? null : seconds * 1000);
const quantiles = (name) => (before, now) => ({ p50: milliseconds(quantile(before, now, name, 0.5)), p95: milliseconds(quantile(before, now, name, 0.95)) });
const plots = [
  { title: "Requests a second, by status", of: (before, now, s) => rates(before, now, s, "requests_total", (labels) => labels.status) },
  { title: "Requests in flight, by target", of: (before, now) => sums(now, "inflight", (labels) => labels.target) },
  { title: "Duration of requests, ms", of: quantiles("request_duration_seconds") },
  { title: "Time to the first token, ms", of: quantiles("time_to_first_token_seconds") },
  { title: "Tokens a second, by type", of: (before, now, s) => rates(before, now, s, "tokens_total", (labels) => labels.type) },
  { title: "Attempts a second, by class", of: (before, now, s) => rates(before, now, s, "attempts_total", (labels) => labels.class) },
];

let loading = null;
function loadCharts() {
  if (document.querySelector('meta[name="charts"]').content !== "yes") return Promise.resolve(false);
  loading ??= new Promise((resolve) => {
    document.head.append(h("script", { src: "/ui/chart.js", onload: () => resolve(true), onerror: () => resolve(false) }));
  });
  return loading;
}

class Plot {
  constructor(plot) {
    this.plot = plot;
    this.times = [];
    this.series = {};
    this.table = h("div");
    this.canvas = h("canvas", { role: "img", "aria-label": `${plot.title}; the table below has the figures` });
    this.box = h("div", { class: "canvas", hidden: true }, this.canvas);
    this.details = h("details", {}, h("summary", {}, "As a table"), this.table);
    this.root = h("div", { class: "card" }, h("h3", {}, plot.title), this.box, this.details);
  }
  draw() {
    this.box.hidden = false;
    this.chart = new globalThis.Chart(this.canvas, {
      type: "line",
      data: { labels: [], datasets: [] },
      options: { animation: false, responsive: true, maintainAspectRatio: false, scales: { y: { beginAtZero: true } }, elements: { point: { radius: 1 } } },
    });
  }
  withoutChart() { this.details.open = true; }
  add(time, values) {
    this.times.push(time);
    for (const name of Object.keys(values)) this.series[name] ??= Array(this.times.length - 1).fill(null);
    for (const [name, all] of Object.entries(this.series)) {
      all.push(values[name] ?? null);
      if (all.length > points) all.shift();
    }
    if (this.times.length > points) this.times.shift();
    this.show();
  }
  show() {
    const names = Object.keys(this.series);
    const number = (value) => (value === null ? "" : Number(value.toFixed(2)));
    this.table.replaceChildren(table(this.plot.title, ["Time", ...names],
      this.times.slice(-5).map((time, i, all) => [time, ...names.map((name) => number(this.series[name].at(i - all.length)))])));
    if (!this.chart) return;
    this.chart.data.labels = this.times;
    this.chart.data.datasets = names.map((name, i) => ({
      label: name, data: this.series[name], borderColor: colours[i % colours.length], backgroundColor: colours[i % colours.length],
      borderWidth: 2, borderDash: i >= colours.length ? [6, 3] : [], spanGaps: true,
    }));
    this.chart.update();
  }
}

export function metrics(main) {
  const said = h("p", { role: "status", class: "quiet" }, "The first figures come in two seconds.");
  const sum = h("p");
  const all = plots.map((each) => new Plot(each));
  let before = null, at = 0, left = false;
  const look = async () => {
    try {
      const answer = await fetch("/metrics", { cache: "no-store" });
      if (!answer.ok) throw new Error("There are no figures here.");
      const now = parse(await answer.text()), time = performance.now();
      if (left) return;
      const total = (name) => Object.values(sums(now, name, () => "")).reduce((a, b) => a + b, 0);
      sum.textContent = `${total("requests_total")} requests so far, $${total("cost_usd_total").toFixed(6)}, ${total("tokens_total")} tokens, ` +
        `$${total("cache_saved_usd_total").toFixed(6)} saved by the cache, ${total("log_dropped_total")} dropped by the log.`;
      if (before) {
        for (const each of all) each.add(new Date().toTimeString().slice(0, 8), each.plot.of(before, now, (time - at) / 1000));
        said.textContent = "Figures of the last three minutes.";
      }
      [before, at] = [now, time];
    } catch (error) {
      said.textContent = error.message;
    }
  };
  const without = h("p", { class: "quiet", hidden: true }, "This build has no library for charts: tables are shown instead.");
  main.append(h("h2", {}, "Metrics"), said, without, sum, h("div", { class: "charts" }, all.map((each) => each.root)));
  loadCharts().then((there) => {
    if (left) return;
    without.hidden = there;
    for (const each of all) there ? each.draw() : each.withoutChart();
  });
  look();
  const timer = setInterval(look, everyMs);
  return () => {
    left = true;
    clearInterval(timer);
    for (const each of all) each.chart?.destroy();
  };
}
