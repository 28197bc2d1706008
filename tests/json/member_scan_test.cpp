// SPDX-License-Identifier: MIT
#include <oaicompat/json/member_scan.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using namespace oaicompat::detail;

TEST_SUITE("members of JSON text") {
  TEST_CASE("the last value under a key is found, whatever stands around it") {
    CHECK(member_text(R"( { "a" : {"model":"x"} , "model" : "m" })", "model") == "\"m\"");
    CHECK(member_text(R"({"a":"\"model\":","b":[{"c":"}"},"]"],"model":12})", "model") == "12");
    CHECK(member_text(R"({"model":1,"model":2})", "model") == "2");
    CHECK_FALSE(member_text(R"(["model",1])", "model"));
    CHECK_FALSE(member_text("", "model"));
    CHECK_FALSE(member_text(R"({"model")", "model"));
    CHECK_FALSE(member_text(R"({"model":)", "model"));
    CHECK_FALSE(member_text(R"({"model":"x)", "model"));
  }

  TEST_CASE("a value is put in place of the others, or at the end") {
    const auto with = [](std::string json) {
      set_member(json, "m", "1");
      return json;
    };
    CHECK(with(R"({"m":"x","b":2})") == R"({"m":1,"b":2})");
    CHECK(with(R"({"b":2})") == R"({"b":2,"m":1})");
    CHECK(with("{ }") == R"({ "m":1})");
    CHECK(with(R"({"m":2,"b":2,"m":3})") == R"({"b":2,"m":1})");
    CHECK(with("[]") == "[]");
    CHECK(with("") == "");
  }

  TEST_CASE("members are taken out with their commas") {
    const auto without = [](std::string json) {
      remove_members(json, [](std::string_view key) { return key == "x" || key == "y"; });
      return json;
    };
    CHECK(without(R"({"x":1,"a":{"x":1},"y":[2]})") == R"({"a":{"x":1}})");
    CHECK(without(R"({"x":1})") == "{}");
    CHECK(without(R"({ "a" : 1 })") == R"({ "a" : 1 })");
    CHECK(without("{}") == "{}");
  }

  TEST_CASE("cut and broken text ends early and harms nothing") {
    const std::string json = R"({"model":"m","a":[1,{"b":"\\\""}],"c":null})";
    for (std::size_t n = 0; n <= json.size(); ++n) {
      auto cut = json.substr(0, n);
      member_text(cut, "model");
      remove_members(cut, [](std::string_view key) { return key == "a"; });
      set_member(cut, "model", "2");
    }
    CHECK(member_text("{\"a\":]}", "b") == std::nullopt);
  }
}
