#include "logged.hpp"
#include "stores/processes.hpp"

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/gateway/sqlite_log.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace sqlite_log_test {

class Folder {
 public:
  Folder() { std::filesystem::create_directory(path_); }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file() const { return (path_ / "log.db").string(); }

 private:
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / random_id("oaicompat-log-");
};

LogRecord record(const std::string& id, std::int64_t at = 100) {
  LogRecord out{.id = id, .caller_id = "mine", .trace_id = "t", .span_id = "s"};
  out.report = {.path = "/v1/chat/completions",
                .key = "app",
                .tenant = "team",
                .route = "all",
                .target = "near",
                .dialect = "openai",
                .model_asked = "small",
                .model = "small-2",
                .stream = true,
                .status = 200,
                .outcome = RequestOutcome::cut,
                .error = "mid_stream",
                .attempts = {{.number = 1, .status = 503, .failure = FailureClass::server, .duration = 7us},
                             {.number = 2,
                              .role = AttemptRole::hedge,
                              .status = 200,
                              .lost = true,
                              .model = "small-2",
                              .tokens = TokenTally{1, 2, 3, 4, 5},
                              .estimated = true,
                              .cost = 42,
                              .first_token = 3us,
                              .duration = 9us}},
                .tokens = TokenTally{10, 20, 3, 4, 5},
                .cost = 9'000'000'000,
                .first_token = 5us,
                .duration = 11us,
                .begun_at = at};
  out.attempt_targets = {"far", "near"};
  out.headers = "{}";
  out.request = std::string{"a\0b", 3};
  out.answer = "answer";
  return out;
}

LogSinkPtr open(const Folder& folder, SqliteLogOptions options = {}) {
  options.file = folder.file();
  return sqlite_log(std::move(options)).value();
}

}  // namespace sqlite_log_test

using sqlite_log_test::Folder;
using sqlite_log_test::record;

TEST_CASE("what is written to a log in a file comes back whole, also once it is opened again") {
  const Folder folder;
  REQUIRE(sqlite_log_test::open(folder)->write({record("a")}).has_value());
  const auto page = sqlite_log_test::open(folder)->find({.id = "a"});
  REQUIRE(page.has_value());
  REQUIRE(page->records.size() == 1);
  const auto& came = page->records[0];
  const auto sent = record("a");
  CHECK(came.caller_id == "mine");
  CHECK(came.request == sent.request);
  CHECK(came.answer == "answer");
  CHECK(came.report.model_asked == "small");
  CHECK(came.report.model == "small-2");
  CHECK(came.report.outcome == RequestOutcome::cut);
  CHECK(came.report.tokens == sent.report.tokens);
  CHECK(came.report.cost == 9'000'000'000);
  CHECK(came.report.first_token == sent.report.first_token);
  CHECK(came.report.begun_at == 100);
  CHECK(came.attempt_targets == sent.attempt_targets);
  REQUIRE(came.report.attempts.size() == 2);
  CHECK(came.report.attempts[0].failure == FailureClass::server);
  CHECK_FALSE(came.report.attempts[0].tokens.has_value());
  CHECK(came.report.attempts[1].role == AttemptRole::hedge);
  CHECK(came.report.attempts[1].lost);
  CHECK(came.report.attempts[1].tokens == sent.report.attempts[1].tokens);
  CHECK(came.report.attempts[1].cost == 42);
}

TEST_CASE("a log in a file is searched by pages, the newest first") {
  const Folder folder;
  const auto log = sqlite_log_test::open(folder);
  for (int i = 0; i < 5; ++i) REQUIRE(log->write({record(std::to_string(i), 100 + i)}).has_value());
  LogQuery query{.model = "small", .status = 200, .limit = 2};
  std::string ids;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = log->find(query).value();
    for (const auto& each : page.records) ids += each.id;
    query.before = page.next;
    if (!page.next) break;
  }
  CHECK(ids == "43210");
  CHECK(log->find({.since = 102, .until = 104})->records.size() == 2);
  CHECK(log->find({.tenant = "' OR 1=1 --"})->records.empty());
  CHECK(log->find({.outcome = "answered"})->records.empty());
}

TEST_CASE("scores come back, and shadows and judgements are found where they are asked for") {
  const Folder folder;
  const auto log = sqlite_log_test::open(folder);
  auto scored = record("a"), shadow = record("b"), judgement = record("c");
  scored.scores = R"([{"check":"schema","passed":true}])";
  shadow.kind = EvaluationKind::shadow;
  judgement.kind = EvaluationKind::judge;
  shadow.of = judgement.of = "a";
  REQUIRE(log->write({scored, shadow, judgement}).has_value());
  const auto callers = log->find({}).value();
  REQUIRE(callers.records.size() == 1);
  CHECK(callers.records[0].scores == scored.scores);
  CHECK(callers.records[0].kind == EvaluationKind::checks);
  const auto about = log->find({.of = "a"}).value();
  REQUIRE(about.records.size() == 2);
  CHECK(about.records[0].kind == EvaluationKind::judge);
  CHECK(about.records[1].kind == EvaluationKind::shadow);
  CHECK(about.records[1].of == "a");
  CHECK(log->find({.evaluations = LogEvaluations::with})->records.size() == 3);
  CHECK(log->find({.of = "b"})->records.empty());
}

TEST_CASE("what the cache had to do with a request comes back, and the verification of a hit") {
  const Folder folder;
  const auto log = sqlite_log_test::open(folder);
  auto hit = record("a"), verification = record("b");
  hit.report.cache = CacheUse::semantic;
  verification.kind = EvaluationKind::verification;
  verification.of = "a";
  REQUIRE(log->write({hit, verification}).has_value());
  CHECK(log->find({})->records[0].report.cache == CacheUse::semantic);
  CHECK(log->find({.of = "a"})->records[0].kind == EvaluationKind::verification);
}

TEST_CASE("what is too old, and what is too much, is removed with its attempts") {
  const Folder folder;
  const auto log = sqlite_log_test::open(folder, {.keep_for = 1h, .keep_rows = 3});
  for (int i = 0; i < 5; ++i) REQUIRE(log->write({record(std::to_string(i), 10'000)}).has_value());
  REQUIRE(log->write({record("old", 10)}).has_value());
  REQUIRE(log->trim(10'100).has_value());
  const auto left = log->find({}).value();
  REQUIRE(left.records.size() == 3);
  CHECK(left.records[0].id == "4");
  CHECK(left.records[0].report.attempts.size() == 2);
  REQUIRE(log->trim(100'000).has_value());
  CHECK(log->find({})->records.empty());
}

TEST_CASE("changes of administrators come back, the newest first") {
  const Folder folder;
  const auto log = sqlite_log_test::open(folder);
  REQUIRE(log->audit({.at = 1, .who = "127.0.0.1:1", .what = "drain", .on = "near", .before = "in use"}).has_value());
  REQUIRE(log->audit({.at = 2, .what = "reload", .after = "v2"}).has_value());
  const auto all = log->audits(10).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].after == "v2");
  CHECK(all[1].on == "near");
  CHECK(all[1].before == "in use");
}

TEST_CASE("a file of another kind is refused, and stays as it is") {
  const Folder folder;
  const std::string text = "This is a letter, and no database of anybody's; it is long enough to be looked at.";
  std::ofstream{folder.file()} << text;
  CHECK_FALSE(sqlite_log({.file = folder.file()}).has_value());
  CHECK(std::filesystem::file_size(folder.file()) == text.size());
  CHECK_FALSE(sqlite_log({.file = ""}).has_value());
  CHECK_FALSE(sqlite_log({.file = folder.file() + "/none/log.db"}).has_value());
}

TEST_CASE("a log in a file is read by its owner alone") {
  const Folder folder;
  const auto log = sqlite_log_test::open(folder);
  const auto mode = std::filesystem::status(folder.file()).permissions();
  CHECK((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
        std::filesystem::perms::none);
}

TEST_CASE("a process that is killed loses queued records alone, and its log opens") {
  for (int round = 0; round < 5; ++round) {
    const Folder folder;
    const auto file = folder.file();
    // Each number is acknowledged once its record, and all before, were flushed.
    const int acknowledged = test::acknowledged_until_killed(std::chrono::milliseconds{5 + 10 * round}, [&](auto tell) {
      const RequestLog log{sqlite_log({.file = file}).value(), {}};
      for (int i = 0;; ++i) {
        log.hook()({.request_id = std::to_string(i)});
        log.flush();
        if (!tell(i)) break;
        for (int more = 0; more < 20; ++more) log.hook()({.request_id = "queued"});
      }
    });
    const auto log = sqlite_log_test::open(folder);
    for (int i = 0; i < acknowledged; ++i) CHECK(log->find({.id = std::to_string(i)})->records.size() == 1);
    CHECK(acknowledged > 0);
    REQUIRE(log->write({record("after")}).has_value());
  }
}
