// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/rules.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace rules_test {

const std::string two_targets = R"(
[targets.near]
base_url = "http://127.0.0.1:1/v1"
key = "env:NEAR_KEY"
[targets.far]
base_url = "https://far.example/v1"
dialect = "anthropic"
models = { small = "far-small-1" }
price_per_million = { input = 0.25, output = 2 }
can = { images = false, context_window = 8000 }
[[routes]]
name = "chat"
match = { model = "gpt-*", stream = true, has = ["tools"] }
use = [{ target = "near", weight = 9 }, { target = "far", priority = 1 }]
fallback = ["far"]
timeouts = { first_token = "1500ms", total = "2m" }
[[keys]]
name = "app"
sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
usd_per_day = 1.5
)";

std::string problems(const std::string& toml) {
  const auto rules = read_rules(toml);
  return rules ? "none" : rules.error().message;
}

}  // namespace rules_test

TEST_CASE("rules are read from TOML") {
  const auto rules = read_rules(rules_test::two_targets);
  REQUIRE_MESSAGE(rules.has_value(), rules_test::problems(rules_test::two_targets));
  const auto near = (*rules)->find_target("near");
  const auto far = (*rules)->find_target("far");
  REQUIRE(near.has_value());
  REQUIRE(far.has_value());
  const auto& target = (*rules)->targets[*far];
  CHECK(target.dialect == "anthropic");
  CHECK(target.model_for("small") == "far-small-1");
  CHECK(target.model_for("other") == "other");
  CHECK(target.input_price == 250'000'000);
  CHECK_FALSE(target.can.images);
  CHECK(target.can.tools);
  const auto& route = (*rules)->routes.at(0);
  CHECK(route.match.has_tools);
  CHECK(route.match.stream == true);
  CHECK(route.use.at(0).target == *near);
  CHECK(route.use.at(0).weight == 9);
  CHECK(route.use.at(1).priority == 1);
  CHECK(route.fallback == std::vector{*far});
  CHECK(route.timeouts.first_token == 1500ms);
  CHECK(route.timeouts.total == 2min);
  CHECK(route.timeouts.head == 30s);
  CHECK((*rules)->keys.at(0).tenant == "app");
  CHECK((*rules)->keys.at(0).limits.day_budget == 1'500'000'000);
}

TEST_CASE("an unknown key is a problem with its line") {
  CHECK(rules_test::problems(
            "[targets.a]\nbase_url = \"http://x\"\nbase_ulr = \"y\"\n[[routes]]\nuse = [{target = \"a\"}]\n") ==
        "line 3: unknown key \"base_ulr\" in targets.a");
}

TEST_CASE("every problem of the rules is told, by line") {
  const std::string toml =
      "[targets.a]\n"
      "dialect = \"klingon\"\n"
      "key = \"sk-secret\"\n"
      "[[routes]]\n"
      "use = [{ target = \"b\", weight = -1 }]\n"
      "strategy = \"luck\"\n"
      "timeouts = { head = \"soon\" }\n";
  CHECK(rules_test::problems(toml) ==
        "line 1: no \"base_url\" in targets.a\n"
        "line 2: unknown dialect \"klingon\" in targets.a\n"
        "line 3: \"key\" must name a place, \"env:NAME\" or \"file:PATH\", in targets.a\n"
        "line 5: \"weight\" must be a number from 0 to 1e+06 in routes.use\n"
        "line 5: unknown target \"b\" in routes.use\n"
        "line 6: unknown strategy \"luck\" in routes\n"
        "line 7: \"head\" must be a time such as \"500ms\", \"2s\" or \"10m\" in routes.timeouts");
}

TEST_CASE("a target's address that cannot be asked is a problem with its line, and tells no secret") {
  for (const auto* url : {"ftp://x", "http://", "x:1", "//x/v1", "http://x:99999/v1", "http://x:0", "http://x/ v1",
                          "http://u:SECRET@x/v1"}) {
    const auto found = rules_test::problems("[targets.a]\nbase_url = \"" + std::string{url} +
                                            "\"\n[[routes]]\nuse = [{target = \"a\"}]\n");
    CAPTURE(url);
    CHECK(found == "line 2: \"base_url\" must be \"http://host[:port][/path]\", or https, in targets.a");
  }
}

TEST_CASE("limits of tenants, hedges and the price list are read") {
  const auto rules = read_rules(
      "price_file = \"prices.toml\"\n"
      "[targets.a]\nbase_url = \"http://a/v1\"\nstream_usage = false\n"
      "[tenants.team]\nrpm = 5\nusd_per_month = 0.000000001\n"
      "[[routes]]\nuse = [{ target = \"a\" }]\nhedge = { after = { quantile = 0.9, max = \"1s\" }, budget = 0.1 }\n"
      "[[routes]]\nuse = [{ target = \"a\" }]\nhedge = { after = \"800ms\" }\n"
      "[[routes]]\nuse = [{ target = \"a\" }]\n");
  REQUIRE(rules.has_value());
  CHECK((*rules)->price_file == "prices.toml");
  CHECK_FALSE((*rules)->targets.at(0).stream_usage);
  CHECK((*rules)->tenants.at(0).name == "team");
  CHECK((*rules)->tenants.at(0).limits.rpm == 5);
  CHECK((*rules)->tenants.at(0).limits.month_budget == 1);
  const auto& observed = (*rules)->routes.at(0).hedge;
  CHECK(observed.quantile == 0.9);
  CHECK(observed.min == 50ms);
  CHECK(observed.max == 1s);
  CHECK(observed.after == 1s);
  CHECK(observed.budget == 0.1);
  CHECK((*rules)->routes.at(1).hedge.quantile == 0);
  CHECK((*rules)->routes.at(1).hedge.after == 800ms);
  CHECK_FALSE((*rules)->routes.at(2).hedge.is_on());
}

TEST_CASE("what is wrong with limits and hedges is told") {
  const auto hash = std::string(64, '0');
  const auto key = "[[keys]]\nname = \"k\"\nsha256 = \"" + hash + "\"\n";
  const auto problems = rules_test::problems(
      "[targets.a]\nbase_url = \"http://x\"\n[[routes]]\nuse = [{ target = \"a\" }]\n"
      "hedge = { after = { min = \"2s\", max = \"1s\" }, budget = 2 }\n[tenants.t]\nrpm = -1\n" +
      key + key);
  CHECK(problems.find("line 5: no \"quantile\"") != std::string::npos);
  CHECK(problems.find("line 5: \"max\" must not be below \"min\"") != std::string::npos);
  CHECK(problems.find("line 5: \"budget\" must be a number from 0 to 1") != std::string::npos);
  CHECK(problems.find("line 7: \"rpm\" must be a whole number") != std::string::npos);
  CHECK(problems.find("line 11: another key's \"name\"") != std::string::npos);
  CHECK(problems.find("line 11: another key's \"sha256\"") != std::string::npos);
}

TEST_CASE("routes of one name, and a match that nothing can be, are told") {
  const auto problems = rules_test::problems(
      "[targets.a]\nbase_url = \"http://x\"\n[[routes]]\nname = \"r\"\nuse = [{ target = \"a\" }]\n[[routes]]\nname = "
      "\"r\"\n"
      "match = { min_prompt_tokens = 9, max_prompt_tokens = 8 }\nuse = [{ target = \"a\" }]\n");
  CHECK(problems.find("line 6: another route's \"name\"") != std::string::npos);
  CHECK(problems.find("line 8: \"max_prompt_tokens\" must not be below") != std::string::npos);
}

TEST_CASE("text that is no TOML is a problem with its line") {
  CHECK(rules_test::problems("[targets.a]\nbase_url = \n").starts_with("line 2: "));
  CHECK(rules_test::problems("") == "line 1: no targets\nline 1: no routes");
}

TEST_CASE("a glob's star stands for any characters") {
  CHECK(matches_glob("", "x"));
  CHECK(matches_glob("gpt-*", "gpt-4o"));
  CHECK(matches_glob("*mini*", "gpt-4o-mini-2"));
  CHECK(matches_glob("a*b*c", "aXbbYc"));
  CHECK_FALSE(matches_glob("gpt-*", "o3"));
  CHECK_FALSE(matches_glob("a*b", "abc"));
  CHECK_FALSE(matches_glob("abc", "ab"));
}

TEST_CASE("a secret is read from where it is kept, and not told where it is missing") {
  setenv("OAICOMPAT_GATEWAY_TEST_KEY", "sk-1", 1);
  CHECK(read_secret("env:OAICOMPAT_GATEWAY_TEST_KEY").value() == "sk-1");
  CHECK(read_secret("").value().empty());
  CHECK(read_secret("env:OAICOMPAT_GATEWAY_NO_KEY").error().code == "no_secret");
  CHECK(read_secret("file:/no/such/file").error().code == "no_secret");
  CHECK(read_secret("file:/").error().code == "no_secret");
  const auto told = read_secret("sk-secret").error();
  CHECK(told.message.find("sk-secret") == std::string::npos);
}
