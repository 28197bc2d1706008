// SPDX-License-Identifier: MIT
// What is of a log in PostgreSQL alone: a server that is away, and gateways that share one.
#include "log_sinks.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;
using log_sinks::InPostgres;
using log_sinks::record;
using test::PostgresServer;

namespace postgres_log_test {

/// A server of the case's own; null where there is none, and the case is left out.
std::unique_ptr<PostgresServer> server() { return PostgresServer::shared() ? PostgresServer::start() : nullptr; }

std::string refusal(const PostgresLogOptions& options) {
  const auto log = postgres_log(options);
  const auto found = log ? (*log)->find({}) : Result<LogPage>{log.error()};
  return found ? "" : found.error().message;
}

}  // namespace postgres_log_test

using postgres_log_test::refusal;

TEST_CASE("no error of a log in a database has its password") {
  const std::string secret = "hush-hush";
  for (const auto& url : {"http://u:" + secret + "@h/d", "postgresql://u:" + secret + "@[h/d",
                          "postgresql://u:" + secret + "@h:port/d", "postgresql://u:" + secret + "@h/d?" + secret}) {
    const auto why = refusal({.url = url});
    CHECK_FALSE(why.empty());
    CHECK(why.find(secret) == std::string::npos);
  }
  CHECK(postgres_log({.url = "http://h/d"}).error().kind == ErrorKind::invalid_argument);
  CHECK(postgres_log({.url = "postgresql://h/d", .schema = ""}).error().kind == ErrorKind::invalid_argument);
  const auto away = refusal({.url = "postgresql://u:" + secret + "@/d?host=/nowhere-" + secret});
  CHECK_FALSE(away.empty());
  CHECK(away.find(secret) == std::string::npos);
  if (!PostgresServer::shared()) return;
  const auto wrong = refusal({.url = PostgresServer::shared()->url(secret)});
  CHECK(wrong.find("password authentication failed") != std::string::npos);
  CHECK(wrong.find(secret) == std::string::npos);
  CHECK(refusal({.url = PostgresServer::shared()->url(PostgresServer::password, "none")}).find("\"none\"") !=
        std::string::npos);
}

TEST_CASE("a reader makes no tables, and a log of a later version is refused") {
  const auto* server = PostgresServer::shared();
  if (!server) return;
  CHECK(refusal({.url = server->url(), .schema = "reader", .make_tables = false}).starts_with("There is no log"));
  CHECK_FALSE(server->run_sql("SELECT * FROM reader.requests"));
  CHECK(refusal({.url = server->url(), .schema = "later"}).empty());
  CHECK(refusal({.url = server->url(), .schema = "later", .make_tables = false}).empty());
  REQUIRE(server->run_sql("UPDATE later.log_schema SET version = 99"));
  CHECK(refusal({.url = server->url(), .schema = "later"}).starts_with("A later version"));
}

TEST_CASE("a database in another encoding is refused") {
  const auto* server = PostgresServer::shared();
  if (!server) return;
  REQUIRE(server->run_sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0"));
  CHECK(refusal({.url = server->url(PostgresServer::password, "latin")}) == "The log's database is not in UTF-8.");
}

TEST_CASE("a statement that takes too long fails, and the log goes on") {
  const auto* server = PostgresServer::shared();
  if (!server) return;
  CHECK(refusal({.url = server->url(), .command_timeout = 0ms}) == "The log failed: no answer in time.");
  CHECK(refusal({.url = server->url()}).empty());
}

TEST_CASE("gateways that begin and write at once share one log") {
  if (!PostgresServer::shared()) return;
  const InPostgres place;
  constexpr int gateways = 6, batches = 10, size = 20;
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::string failures;
  for (int gateway = 0; gateway < gateways; ++gateway) {
    threads.emplace_back([&, gateway] {
      const auto log = place.open({.time = 1h, .rows = 100'000});
      for (int batch = 0; batch < batches; ++batch) {
        std::vector<LogRecord> records(size, record("gateway " + std::to_string(gateway)));
        const auto written = log->write(records), trimmed = log->trim(100);
        const std::lock_guard lock{mutex};
        for (const auto* each : {&written, &trimmed}) failures += *each ? "" : each->error().message;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(failures == "");
  const auto all = place.open()->find({.limit = 10'000}).value().records;
  CHECK(all.size() == gateways * batches * size);
  for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i].sequence < all[i - 1].sequence);
  CHECK(place.open()->find({.id = "gateway 3", .limit = 10'000})->records.size() == batches * size);
}

TEST_CASE("a server that is killed and comes back loses no batch, and has none twice") {
  const auto server = postgres_log_test::server();
  if (!server) return;
  const auto log = postgres_log({.url = server->url(), .patience = 60s}).value();
  std::atomic<bool> done = false;
  std::atomic<int> written = 0;
  std::string failure;
  std::thread writer{[&] {
    for (; !done; ++written) {
      const auto kept = log->write(std::vector<LogRecord>(50, record(std::to_string(written.load()))));
      if (kept) continue;
      failure = kept.error().message;
      done = true;
      return;
    }
  }};
  const auto write_some = [&] {
    for (const int before = written; !done && written < before + 5;) std::this_thread::yield();
  };
  for (int kills = 0; kills < 2; ++kills) {
    write_some();
    server->end(SIGKILL);
    REQUIRE(server->run());
  }
  write_some();
  done = true;
  writer.join();
  CHECK(failure == "");
  for (int i = 0; i < written; ++i) {
    CHECK(log->find({.id = std::to_string(i), .bodies = LogBodies::without, .limit = 1'000})->records.size() == 50);
  }
}

TEST_CASE("a server that is away delays no request: what it would have kept is dropped, counted and said") {
  const auto server = postgres_log_test::server();
  if (!server) return;
  server->end(SIGKILL);
  std::atomic<int> complaints = 0;
  const RequestLog log{postgres_log({.url = server->url(), .patience = 0ms}).value(),
                       {.on_error = [&](const Error&) { ++complaints; }}};
  log.hook()({.request_id = "lost"});
  log.flush();
  CHECK(log.dropped() == 1);
  CHECK(complaints > 0);
  CHECK_FALSE(log.sink()->find({}).has_value());
  REQUIRE(server->run());
  for (auto before = log.dropped();; before = log.dropped()) {  // until one is kept
    log.hook()({.request_id = "kept"});
    log.flush();
    if (log.dropped() == before) break;
  }
  CHECK_FALSE(log.sink()->find({.id = "kept"})->records.empty());
}
