// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/prices.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

using namespace oaicompat;

namespace prices_test {

const std::string list = R"(
[[prices]]
provider = "maker"
models = ["small", "small-20*"]
until = 2026-02-01
input = 1
output = 2
[[prices]]
provider = "maker"
models = ["small", "small-20*"]
from = 2026-02-01
input = 0.25
cached = 0.025
cache_write = 0.3
output = 2.0
reasoning = 4
tiers = [{ above = 200000, input = 0.5, output = 3.0 }]
[[prices]]
provider = "other"
models = ["small", "*"]
input = 7
output = 7
)";
constexpr std::int64_t february = 1'769'904'000;  // 2026-02-01

PricesPtr read() { return read_prices(list).value(); }

}  // namespace prices_test

TEST_CASE("a price is that of the model at the time") {
  const auto prices = prices_test::read();
  using prices_test::february;
  CHECK(prices->find("small", february - 1)->prices.input == 1'000'000'000);
  CHECK(prices->find("small", february)->prices.input == 250'000'000);
  CHECK(prices->find("small-2026-01-15", february)->prices.input == 250'000'000);
  CHECK(prices->find("maker/small", february)->prices.input == 250'000'000);
  CHECK(prices->find("other/small", february)->prices.input == 7'000'000'000);
  CHECK(prices->find("large", february)->provider == "other");
  CHECK(Prices{}.find("small", february) == nullptr);
}

TEST_CASE("each kind of token has its price, and a part of a nano-dollar is rounded up") {
  const auto prices = prices_test::read();
  const auto& row = *prices->find("small", prices_test::february);
  CHECK(cost_of(row, {}) == 0);
  CHECK(cost_of(row, {.input = 1}) == 250);
  CHECK(cost_of(row, {.input = 1, .cached = 1}) == 25);
  const TokenTally all{.input = 1'000, .output = 100, .cached = 300, .cache_write = 200, .reasoning = 40};
  CHECK(cost_of(row, all) == 500 * 250 + 300 * 25 + 200 * 300 + 60 * 2'000 + 40 * 4'000);
  CHECK(cost_of({.prices = {.input = 1}}, {.input = 1'000'001}) == 2);
}

TEST_CASE("a tier prices the whole of a long request, by its own prices") {
  const auto prices = prices_test::read();
  const auto& row = *prices->find("small", prices_test::february);
  CHECK(cost_of(row, {.input = 200'000}) == 200'000 * 250);
  CHECK(cost_of(row, {.input = 200'001, .output = 1}) == 200'001 * 500 + 3'000);
}

TEST_CASE("counts that no answer can have neither overflow nor give money back") {
  const auto prices = prices_test::read();
  const auto& row = *prices->find("small", prices_test::february);
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  CHECK(cost_of(row, {.input = most, .output = most, .cached = most, .cache_write = most, .reasoning = most}) > 0);
  CHECK(cost_of(row, {.input = -5, .output = -5, .cached = 9}) == 0);
  CHECK(cost_of(row, {.input = 10, .cached = 50}) == 250);
}

TEST_CASE("what is wrong with a price list is told with its line") {
  const auto bad = read_prices("[[prices]]\nmodels = [\"a\"]\ninput = 1\nfrom = \"2026\"\ncachd = 2\n");
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().message.find("line 4: \"from\" must be a date") != std::string::npos);
  CHECK(bad.error().message.find("line 5: unknown key \"cachd\"") != std::string::npos);
  CHECK(bad.error().message.find("no \"output\"") != std::string::npos);
}

TEST_CASE("the price list that comes with the program reads, and each row can be found") {
  std::ifstream file{std::string{OAICOMPAT_TEST_DATA} + "/../../examples/gateway/prices.toml"};
  const auto prices = read_prices(std::string{std::istreambuf_iterator<char>{file}, {}});
  REQUIRE_MESSAGE(prices.has_value(), prices.error().message);
  CHECK((*prices)->rows().size() > 50);
  for (const auto& row : (*prices)->rows()) {
    const auto at = std::max<std::int64_t>(row.from, 0);
    CHECK_MESSAGE((*prices)->find(row.provider + "/" + row.models.at(0), at) == &row, row.models.at(0));
    CHECK(row.prices.input > 0);
    CHECK(row.prices.cached.value_or(0) < row.prices.input);
  }
}
