// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/rules.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

using namespace oaicompat;

namespace service_rules_test {

const std::string rules = R"([targets.a]
base_url = "http://a/v1"
[[routes]]
use = [{ target = "a" }]
)";
std::string problem(const std::string& more) {
  const auto read = read_rules(rules + more);
  return read ? "none" : read.error().message;
}

}  // namespace service_rules_test

using service_rules_test::problem;

TEST_CASE("nothing is logged and nobody administers until the rules say so") {
  const auto rules = read_rules(service_rules_test::rules).value();
  CHECK(rules->log.file.empty());
  CHECK(rules->admin.key.empty());
}

TEST_CASE("rules say how requests are logged, and what they leave out has its default") {
  const auto rules = read_rules(service_rules_test::rules + R"([log]
file = "x.db"
level = "bodies"
keep_days = 0
redact = { patterns = ["email"], members = ["user"] }
[admin]
key = "file:/run/key"
port = 0
)")
                         .value();
  CHECK(rules->log.file == "x.db");
  CHECK(rules->log.level == LogLevel::bodies);
  CHECK(rules->log.keep_days == 0);
  CHECK(rules->log.keep_rows == 1'000'000);
  CHECK(rules->log.redact.patterns == std::vector<std::string>{"email"});
  CHECK(rules->log.redact.headers.size() == 3);
  CHECK(rules->admin.host == "127.0.0.1");
  CHECK(rules->admin.port == 0);
}

TEST_CASE("each secret that cannot be read is told with its line, and nothing of one that can") {
  ::setenv("OAICOMPAT_SERVICE_RULES_SET", "s3cret", 1);
  const auto rules = read_rules(R"([targets.a]
base_url = "http://a/v1"
key = "env:OAICOMPAT_SERVICE_RULES_SET"
[targets.b]
base_url = "http://b/v1"
key = "env:OAICOMPAT_SERVICE_RULES_UNSET"
[[routes]]
use = [{ target = "a" }]
[telemetry]
endpoint = "http://c:4318"
headers = { one = "file:/no/such/file" }
[shared]
redis = "redis://r"
[admin]
key = "env:OAICOMPAT_SERVICE_RULES_NONE"
)")
                         .value();
  const auto checked = check_secrets(*rules);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == "no_secret");
  CHECK(checked.error().message ==
        "line 6: The variable of env:OAICOMPAT_SERVICE_RULES_UNSET is not set.\n"
        "line 11: Cannot read file:/no/such/file.\n"
        "line 15: The variable of env:OAICOMPAT_SERVICE_RULES_NONE is not set.");
  const auto away = local_error(ErrorKind::invalid_argument, "No.");
  CHECK(at_line(*rules, "redis://r", away).message == "line 13: No.");
  CHECK(at_line(*rules, "redis://other", away).message == "No.");
  CHECK(check_secrets(*read_rules(service_rules_test::rules).value()).has_value());
}

TEST_CASE("a log lies in a database where the rules name one") {
  const auto rules =
      read_rules(service_rules_test::rules + "[log]\nurl = \"env:LOG_URL\"\nschema = \"mine\"\n").value();
  CHECK(rules->log.url == "env:LOG_URL");
  CHECK(rules->log.schema == "mine");
  CHECK(rules->log.file.empty());
}

TEST_CASE("what is wrong with a log or an administration is said with its line") {
  CHECK(problem("[log]\nlevel = \"metadata\"") == "line 5: no \"file\" or \"url\" in log");
  CHECK(problem("[log]\nfile = \"x\"\nurl = \"env:A\"") == "line 7: \"file\" and \"url\" exclude each other in log");
  CHECK(problem("[log]\nurl = \"http://secret\"") ==
        "line 6: \"url\" must be \"postgresql://...\", \"env:NAME\" or \"file:PATH\" in log");
  CHECK(problem("[log]\nurl = \"env:A\"\nschema = \"\"") == "line 7: \"schema\" must have 1 to 63 bytes in log");
  CHECK(problem("[log]\nfile = \"x\"\nlevel = \"all\"") ==
        "line 7: \"level\" must be \"none\", \"metadata\" or \"bodies\" in log");
  CHECK(problem("[log]\nfile = \"x\"\nkeep = 1") == "line 7: unknown key \"keep\" in log");
  CHECK(problem("[admin]\nport = 1") == "line 5: \"key\" must name a place, \"env:NAME\" or \"file:PATH\", in admin");
  CHECK(problem("[admin]\nkey = \"secret\"").find("secret") == std::string::npos);
  CHECK(problem("[admin]\nkey = \"env:A\"\nport = 70000") == "line 7: \"port\" must be at most 65535 in admin");
}

TEST_CASE("rules say what gateways share, and what becomes of each limit while the server is away") {
  CHECK(read_rules(service_rules_test::rules).value()->shared.redis.empty());
  const auto rules = read_rules(service_rules_test::rules + R"([shared]
redis = "redis://host/1"
nodes = 3
lease = 0.05
when_away = { budgets = "refuse" }
)")
                         .value();
  CHECK(rules->shared.redis == "redis://host/1");
  CHECK(rules->shared.prefix == "oaicompat");
  CHECK(rules->shared.nodes == 3);
  CHECK(rules->shared.lease == 0.05);
  CHECK(rules->shared.away.budgets == AwayPolicy::refuse);
  CHECK(rules->shared.away.rates == AwayPolicy::local);
}

TEST_CASE("what is wrong with what gateways share is said with its line, without the address") {
  const auto shared = [](const char* line) { return problem(std::string{"[shared]\nredis = \"env:A\"\n"} + line); };
  CHECK(problem("[shared]\nredis = \"http://secret\"") ==
        "line 5: \"redis\" must be \"redis://...\", \"env:NAME\" or \"file:PATH\" in shared");
  CHECK(shared("nodes = 0") == "line 7: \"nodes\" must be at least 1 in shared");
  CHECK(shared("lease = 0") == "line 7: \"lease\" must be above 0 in shared");
  CHECK(shared("when_away = { rates = \"open\" }") ==
        "line 7: \"rates\" must be \"local\" or \"refuse\" in shared.when_away");
}

TEST_CASE("rules say where telemetry goes, and name places of secrets alone") {
  const auto rules = read_rules(service_rules_test::rules + R"([telemetry]
endpoint = "http://127.0.0.1:4318"
headers = { authorization = "env:TOKEN" }
names = "latest"
temporality = "delta"
always_errors = true
sample = 0.1
remote_parent = "link"
interval = "1s"
)")
                         .value();
  CHECK(rules->telemetry.endpoint == "http://127.0.0.1:4318");
  CHECK(rules->telemetry.headers.front().second == "env:TOKEN");
  CHECK(rules->telemetry.names == TelemetryNames::latest);
  CHECK(rules->telemetry.temporality == Temporality::delta);
  CHECK(rules->telemetry.sample == 0.1);
  CHECK(rules->telemetry.remote_parent == RemoteParent::link);
  CHECK(rules->telemetry.max_batch == 512);
  const std::string begin = "[telemetry]\nendpoint = \"http://a\"\n";
  CHECK(problem("[telemetry]\ntraces = true") == "line 5: no \"endpoint\" in telemetry");
  CHECK(problem(begin + "interval = \"0s\"") == "line 7: \"interval\" must be more than nothing in telemetry");
  CHECK(problem(begin + "headers = { a = \"secret-1\" }").find("secret-1") == std::string::npos);
  CHECK(problem(begin + "headers = { a = \"secret-1\" }").find("line 7: a field's value must name a place") == 0);
}

TEST_CASE("rules that a gateway could not start with are problems, with their line and without their secrets") {
  const std::string log = "line 6: \"url\" must be \"postgresql://[user[:password]@]";
  for (const auto* url : {"u:SECRET@h:99999999/d", "h:x", "h?a", "h?=b", "[::1", "h h"}) {
    const auto found = problem("[log]\nurl = \"postgresql://" + std::string{url} + "\"");
    CAPTURE(url);
    CHECK(found.find(log) == 0);
    CHECK(found.find("SECRET") == std::string::npos);
  }
  for (const auto* url : {"", "h", "u:p@h:5432/d?sslmode=require&connect_timeout=2", "a:1,b:2/d", "[::1]:5432", "/d"}) {
    CAPTURE(url);
    CHECK(problem("[log]\nurl = \"postgresql://" + std::string{url} + "\"") == "none");
  }
  for (const auto* url : {"h:99999", ":SECRET@", "u:SECRET@h/99999999999", "h/x"}) {
    const auto found = problem("[shared]\nredis = \"redis://" + std::string{url} + "\"");
    CAPTURE(url);
    CHECK(found.find("line 6: \"redis\" must be \"redis://[[name]") == 0);
    CHECK(found.find("SECRET") == std::string::npos);
  }
  for (const auto* url :
       {"ftp://x", "http://", "http://u:SECRET@a", "http://a?token=SECRET", "a:4318", "http://a:99999"}) {
    const auto found = problem("[telemetry]\nendpoint = \"" + std::string{url} + "\"");
    CAPTURE(url);
    CHECK(found.find("line 6: \"endpoint\" must be \"http://host") == 0);
    CHECK(found.find("SECRET") == std::string::npos);
  }
  CHECK(problem("[log]\nfile = \"x.db\"\nschema = \"a\"") == "line 7: \"schema\" is of a \"url\" alone in log");
  CHECK(problem("[telemetry]\nendpoint = \"http://a\"\nheaders = { \"a b\" = \"env:A\" }") ==
        "line 7: a field's name that is none in telemetry.headers");
}

TEST_CASE("no credential is logged, whatever the rules say") {
  const auto logs = [](const std::string& name) {
    return problem("[log]\nfile = \"x.db\"\nredact = { headers = [\"x-a\", \"" + name + "\"] }");
  };
  CHECK(logs("x-b") == "none");
  CHECK(logs("a b").find("line 7: \"headers\" has \"a b\", which is no field's name,") == 0);
  CHECK(logs("Authorization").find("line 7: \"headers\" has \"Authorization\", which is a credential,") == 0);
}

TEST_CASE("an answer depends on fields that have a name, and on no credential") {
  const auto depends_on = [](const std::string& name) {
    return problem("cache = { headers = [\"x-a\", \"" + name + "\"] }");
  };
  CHECK(depends_on("x-b") == "none");
  CHECK(depends_on("a b").find("line 5: \"headers\" has \"a b\", which is no field's name,") == 0);
  CHECK(depends_on("").find("line 5: ") == 0);
  CHECK(depends_on("Authorization").find("line 5: \"headers\" has \"Authorization\", which is a credential,") == 0);
  CHECK(depends_on("cookie").find("line 5: ") == 0);
}
