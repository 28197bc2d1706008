// SPDX-License-Identifier: MIT
#include <oaicompat/http/headers.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_CASE("names are found whatever their case, the first one of several") {
  const Headers headers{{"Content-Type", "text/plain"}, {"x-a", "1"}, {"X-A", "2"}, {"empty", ""}};
  CHECK(headers.get("content-type") == "text/plain");
  CHECK(headers.get("X-a") == "1");
  CHECK(headers.has("EMPTY"));
  CHECK(headers.get("empty").empty());
  CHECK(headers.find("empty") != nullptr);
  CHECK(!headers.has("x"));
  CHECK(headers.get("x").empty());
  CHECK(headers.find("x-a-") == nullptr);
  CHECK(headers.size() == 4);
}

TEST_CASE("fields stay in order; setting one leaves it alone of its name, at the end") {
  Headers headers{{"a", "1"}, {"b", "2"}, {"A", "3"}};
  headers.add("b", "4");
  CHECK(headers == Headers{{"a", "1"}, {"b", "2"}, {"A", "3"}, {"b", "4"}});
  headers.set("A", "5");
  CHECK(headers == Headers{{"b", "2"}, {"b", "4"}, {"A", "5"}});
  headers.remove("B");
  CHECK(headers == Headers{{"A", "5"}});
  headers.remove("none");
  headers.remove("a");
  CHECK(headers.empty());
}

TEST_CASE("a field may be set to what it holds") {
  Headers headers{{"a", "value that is long enough not to be kept in place"}};
  headers.set("a", std::string{headers.get("a")});
  CHECK(headers.get("a") == "value that is long enough not to be kept in place");
}

TEST_CASE("words are the same but for the case of ASCII letters") {
  static_assert(iequals("Bearer", "bEARER"));
  static_assert(!iequals("a", "ab"));
  static_assert(!iequals("[", "{"));
  static_assert(!iequals("\xC3\x84", "\xC3\xA4"));
  static_assert(iequals("", ""));
}
