// oaicompat-gateway: routes requests to many targets by the rules of one file.
// SPDX-License-Identifier: MIT
#include "log_place.hpp"
#include "program.hpp"

#include <oaicompat/base/file.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/check_budgets.hpp>
#include <oaicompat/gateway/decide.hpp>
#include <oaicompat/gateway/new_key.hpp>
#include <oaicompat/gateway/prices.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>

namespace gateway_program {

using namespace oaicompat;

namespace {

// What is wrong with rules that are well formed.
Result<void> check_rules(const Rules& rules) {
  PricesPtr known;
  if (!rules.price_file.empty()) {
    const auto list = read_file(rules.price_file);
    const auto prices = list ? read_prices(*list) : Result<PricesPtr>{list.error()};
    if (!prices) return local_error(ErrorKind::parse, rules.price_file + ":\n" + prices.error().message);
    known = *prices;
  }
  if (auto held = check_budgets(rules, known); !held) return held;
  return {};
}

// What is wrong with the places that they name, where a gateway is to run by them.
Result<void> check_places(const Rules& rules) {
  if (auto read = check_secrets(rules); !read) return read;
  if (rules.log.url.empty()) return {};
  const auto log = open_database_log(rules.log, LogUse::read);  // connects later
  return log ? Result<void>{} : at_line(rules, rules.log.url, log.error());
}

}  // namespace

int explain(const RulesPtr& rules, const std::string& path) {
  const auto body = read_file(path);
  if (!body) return fail(body.error().message);
  const auto asked = look_at(*body);
  if (!asked.is_object) return fail(path + " holds no JSON object.");
  Plan plan;
  decide(asked, *rules, {}, plan);
  fmt::print("{}\n", oaicompat::explain(plan, *rules));
  return 0;
}

namespace {

// The key alone on its line, which is not to be had again.
int make_key(const std::string& name) {
  const auto made = make_gateway_key();
  fmt::print("{}\n[[keys]]\nname = \"{}\"\nsha256 = \"{}\"\n", made.key, name, made.sha256);
  return 0;
}

std::string is_plain(const std::string& name) {
  const auto odd = [](unsigned char c) { return c < ' ' || c == '"' || c == '\\' || c == 0x7F; };
  if (name.empty()) return "A name is needed.";
  return std::any_of(name.begin(), name.end(), odd) ? "Quotes, backslashes and control characters cannot be in a name."
                                                    : "";
}

// The options of a command that reads a log.
void add_log_options(CLI::App& command, CommandLine& line) {
  command
      .add_option("--log", line.log,
                  "the log: a file of SQLite, or a PostgreSQL database as postgresql://..., env:NAME or file:PATH")
      ->required();
  command.add_option("--schema", line.schema, "where the log's tables stand in a PostgreSQL database");
  command.add_option("--model", line.model, "only requests for this model");
  command.add_option("--target", line.target, "only requests that this target answered");
  command.add_option("--tenant", line.tenant, "only requests of this tenant");
  command.add_option("--outcome", line.outcome, "only requests that ended so")
      ->check(CLI::IsMember({"answered", "failed", "cut", "refused", "cancelled"}));
  command.add_option("--status", line.status, "only requests that were answered so");
  command.add_option("--since", line.since, "only later ones, in seconds since 1970");
  command.add_option("--until", line.until, "only earlier ones, in seconds since 1970");
  command.add_option("--limit", line.limit, "the most requests, the newest first")->check(CLI::NonNegativeNumber);
}

int run(int argc, char** argv) {
  CommandLine line;
  CLI::App app{"Routes requests to many targets by the rules of one file."};
  app.option_defaults()->always_capture_default();
  app.fallthrough();  // `--config` may stand behind a command
  app.add_option("--config", line.config, "the rules, in TOML");
  app.add_option("--state", line.state,
                 "a file of SQLite in which budgets outlive the program; default: they begin anew");
  app.add_option("--host", line.host, "the address or name to listen on");
  app.add_option("--port", line.port, "the port to listen on, 0 for any that is free")->check(CLI::Range(0, 65535));
  app.add_option("--threads", line.threads, "how many event loops, each on a thread; 0: as many as processors")
      ->check(CLI::Range(0, 1024));
  app.add_option("--drain", line.drain_s, "how long running answers may take to end at a signal, in seconds")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--check", line.check, "reads the rules, says what is wrong with them, and ends");
  auto* explaining = app.add_subcommand("explain", "prints where a request would go, and why, and ends");
  explaining->add_option("request", line.request, "a file with the request's body")->required();
  auto* calibrating = app.add_subcommand(
      "calibrate", "has a judge score answers that people scored, prints how far both agree, and ends");
  calibrating->add_option("--judge", line.judge, "the judge's name in the rules")->required();
  calibrating
      ->add_option("labelled", line.labelled, "a file of lines {\"request\": ..., \"answer\": ..., \"label\": 4}")
      ->required();
  auto* exporting = app.add_subcommand("export", "prints requests of a log as lines of JSON, and ends");
  add_log_options(*exporting, line);
  exporting->add_option("--format", line.format, "rows, or chat: OpenAI's form for fine-tuning")
      ->check(CLI::IsMember({"rows", "chat"}));
  auto* replaying =
      app.add_subcommand("replay", "sends requests of a log again, prints how the answers differ, and ends");
  add_log_options(*replaying, line);
  replaying->add_option("--to", line.to, "where to: http://127.0.0.1:9101/v1")->required();
  replaying->add_option("--key", line.key, "the key for it, as env:NAME or file:PATH");
  replaying->add_option("--as", line.target_model, "the model to ask for instead");
  auto* making =
      app.add_subcommand("make-key", "makes a key for a caller, prints it and its lines for the rules, and ends");
  making->add_option("--name", line.key, "the key's name in limits, figures and the log")->required()->check(is_plain);
  CLI11_PARSE(app, argc, argv);

  if (making->parsed()) return make_key(line.key);
  if (exporting->parsed()) return export_log(line);
  if (replaying->parsed()) return replay_log(line);
  if (line.config.empty()) return fail("--config is required.");
  const bool runs = !explaining->parsed();
  const auto file = std::make_shared<RulesFile>(line.config, [runs](const Rules& rules) {
    auto good = check_rules(rules);
    return good && runs ? check_places(rules) : good;
  });
  const auto rules = file->load();
  if (!rules) return fail(rules.error().message);
  if (explaining->parsed()) return explain(*rules, line.request);
  if (calibrating->parsed()) return calibrate(*rules, line);
  if (line.check) {
    fmt::print("{}: {} targets, {} routes, {} keys\n", line.config, (*rules)->targets.size(), (*rules)->routes.size(),
               (*rules)->keys.size());
    return 0;
  }
  return serve(file, *rules, line);
}

}  // namespace
}  // namespace gateway_program

int main(int argc, char** argv) {
  try {
    return gateway_program::run(argc, argv);
  } catch (const std::exception& error) {  // what is printed goes to a full disk
    return gateway_program::fail(error.what());
  }
}
