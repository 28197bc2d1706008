// oaicompat-gateway: routes requests to many targets by the rules of one file.
// SPDX-License-Identifier: MIT
#include "in_dialect.hpp"
#include "loops.hpp"

#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/decide.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/prices.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

namespace {

using namespace oaicompat;

struct CommandLine {
  std::string config, host = "127.0.0.1", request;
  int port = 8082;
  std::size_t threads = 0;
  bool check = false;
};

int fail(const std::string& message) {
  fmt::print(stderr, "oaicompat-gateway: {}\n", message);
  return 1;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return local_error(ErrorKind::invalid_argument, "Cannot read " + path + ".");
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

// The rules, with the path of the price list as it is from here: in the file it is as from there.
Result<RulesPtr> read_rules_of(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return text.error();
  auto rules = read_rules(*text);
  if (!rules) return local_error(ErrorKind::parse, path + ":\n" + rules.error().message);
  if (!(*rules)->price_file.empty()) {
    Rules placed{**rules};
    placed.price_file = (std::filesystem::path{path}.parent_path() / placed.price_file).string();
    const auto list = read_file(placed.price_file);
    const auto prices = list ? read_prices(*list) : Result<PricesPtr>{list.error()};
    if (!prices) return local_error(ErrorKind::parse, placed.price_file + ":\n" + prices.error().message);
    rules = std::make_shared<const Rules>(std::move(placed));
  }
  return rules;
}

// A new snapshot at each SIGHUP. A bad file changes nothing and says so.
class Reloading {
 public:
  Reloading(boost::asio::io_context& io, Gateway gateway, std::string config)
      : signals_{io, SIGHUP}, gateway_{std::move(gateway)}, config_{std::move(config)} {
    wait();
  }

 private:
  void wait() {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      reload();
      wait();
    });
  }
  void reload() {
    auto rules = read_rules_of(config_);
    const auto loaded = rules ? gateway_.reload(*std::move(rules)) : Result<void>{rules.error()};
    loaded ? fmt::print(stderr, "oaicompat-gateway: reloaded {}\n", config_)
           : fmt::print(stderr, "oaicompat-gateway: kept the rules before: {}\n", loaded.error().message);
  }

  boost::asio::signal_set signals_;
  Gateway gateway_;
  const std::string config_;
};

int explain(const RulesPtr& rules, const std::string& path) {
  const auto body = read_file(path);
  if (!body) return fail(body.error().message);
  Plan plan;
  decide(look_at(*body), *rules, {}, plan);
  fmt::print("{}\n", oaicompat::explain(plan, *rules));
  return 0;
}

int run(const RulesPtr& rules, const CommandLine& line) {
  gateway_program::Loops loops{line.threads};
  const auto gateway = Gateway::create(rules, {.connect = [&loops](const Target& target, const std::string& key) {
                                         return gateway_program::in_dialect(loops.connect(target), target, key);
                                       }});
  if (!gateway) return fail(gateway.error().message);
  const auto port = loops.serve(stack({gateway_program::speak_all()}, gateway->handler()),
                                {.host = line.host, .port = line.port, .max_body = std::size_t{32} << 20});
  if (!port) return fail(port.error().message);
  fmt::print("oaicompat-gateway listening on http://{}:{}/v1\n", line.host, *port);
  std::fflush(stdout);
  const Reloading reloading{loops.first(), *gateway, line.config};
  boost::asio::signal_set stopping{loops.first(), SIGINT, SIGTERM};
  stopping.async_wait([&](boost::system::error_code, int) { loops.first().stop(); });
  loops.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line;
  CLI::App app{"Routes requests to many targets by the rules of one file."};
  app.option_defaults()->always_capture_default();
  app.add_option("--config", line.config, "the rules, in TOML")->required();
  app.add_option("--host", line.host, "the address or name to listen on");
  app.add_option("--port", line.port, "the port to listen on, 0 for any that is free")->check(CLI::Range(0, 65535));
  app.add_option("--threads", line.threads, "how many event loops, each on a thread; 0: as many as processors");
  app.add_flag("--check", line.check, "reads the rules, says what is wrong with them, and ends");
  auto* explaining = app.add_subcommand("explain", "prints where a request would go, and why, and ends");
  explaining->add_option("request", line.request, "a file with the request's body")->required();
  CLI11_PARSE(app, argc, argv);

  const auto rules = read_rules_of(line.config);
  if (!rules) return fail(rules.error().message);
  if (explaining->parsed()) return explain(*rules, line.request);
  if (line.check) {
    fmt::print("{}: {} targets, {} routes, {} keys\n", line.config, (*rules)->targets.size(), (*rules)->routes.size(),
               (*rules)->keys.size());
    return 0;
  }
  return run(*rules, line);
}
