// Looking into any JSON value.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/kinds.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace oaicompat;

namespace any_json_test {

Json json(std::string_view text) { return {Text{text}}; }

std::string nested(std::size_t depth) { return std::string(depth, '[') + "7" + std::string(depth, ']'); }

}  // namespace any_json_test

TEST_CASE("any JSON value says what it is") {
  using any_json_test::json;
  CHECK(Json{}.kind() == JsonKind::null);
  CHECK(Json{}.is_null());
  CHECK(json("null").is_null());
  CHECK(json("true").kind() == JsonKind::boolean);
  CHECK(json("false").kind() == JsonKind::boolean);
  CHECK(json("-1").kind() == JsonKind::number);
  CHECK(json("0.5").kind() == JsonKind::number);
  CHECK(json(R"("1")").kind() == JsonKind::string);
  CHECK(json(" \n[1]").is_array());
  CHECK(json("{}").is_object());
  CHECK(json(" \t ").is_null());
  CHECK(json("what").is_null());
}

TEST_CASE("a scalar is read as what it is, and as nothing else") {
  using any_json_test::json;
  CHECK(json("true").as_bool() == true);
  CHECK(json("false").as_bool() == false);
  CHECK(json("12").as_integer() == 12);
  CHECK(json("12.0").as_integer() == 12);
  CHECK(json("-9223372036854775808").as_integer() == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(json("9223372036854775808").as_integer());
  CHECK_FALSE(json("12.5").as_integer());
  CHECK(json("12.5").as_number() == 12.5);
  CHECK(json(R"("a\n\u00e9")").as_string() == "a\n\xC3\xA9");
  CHECK(json(R"("")").as_string() == "");
  for (const auto* other : {"null", "[true]", "{}", R"("true")", "", "tru", "1 2", "\"open", R"("\x")", "true,true"}) {
    CHECK_FALSE(json(other).as_bool());
    CHECK_FALSE(json(other).as_integer());
    CHECK_FALSE(json(other).as_number());
  }
  for (const auto* other : {"null", "1", R"(["a"])", "\"open", R"("\x")", R"("a","b")", "\"\xFF\""})
    CHECK_FALSE(json(other).as_string());
}

TEST_CASE("values inside any JSON value are found by key and index") {
  const auto all = any_json_test::json(R"({"a":[1,{"b":"c"}],"n":null,"twice":1,"twice":2,"k\u0065y":true,"":0})");
  CHECK(all.at("a").at(0).as_integer() == 1);
  CHECK(all.at("a").at(1).at("b").as_string() == "c");
  CHECK(all.at("twice").as_integer() == 2);
  CHECK(all.at("key").as_bool() == true);
  CHECK(all.at("").as_integer() == 0);
  CHECK(all.size() == 6);
  CHECK(all.at("a").size() == 2);
  CHECK(all.at("a").view() == R"([1,{"b":"c"}])");
}

TEST_CASE("what is absent inside any JSON value is nothing") {
  const auto all = any_json_test::json(R"({"a":[1],"n":null})");
  CHECK(all.at("x").is_null());
  CHECK(all.at("x").at(3).at("y").is_null());
  CHECK_FALSE(all.at("x").at("y").as_string());
  CHECK_FALSE(all.find("x"));
  REQUIRE(all.find("n"));
  CHECK(all.find("n")->is_null());
  CHECK(all.at(0).is_null());
  CHECK(all.at("a").at(1).is_null());
  CHECK(all.at("a").at(std::numeric_limits<std::size_t>::max()).is_null());
  CHECK(all.at("a").at("a").is_null());
  CHECK(all.elements().empty());
  CHECK(all.at("a").members().empty());
  CHECK(any_json_test::json("12").size() == 0);
  CHECK(any_json_test::json(R"("text")").size() == 0);
  CHECK(Json{}.elements().empty());
}

TEST_CASE("members and elements come in order and own what they hold") {
  std::vector<std::pair<Text, Json>> members;
  std::vector<Json> elements;
  {
    const auto all = any_json_test::json(
        R"( {"a long name of a member" : "a value longer than fifteen bytes" , "b":[1.50, [ ] ,"x",{ "y" : 1 }]} )");
    members = all.members();
    elements = all.at("b").elements();
  }
  REQUIRE(members.size() == 2);
  CHECK(members[0].first == "a long name of a member");
  CHECK(members[0].second.as_string() == "a value longer than fifteen bytes");
  CHECK(members[1].first == "b");
  REQUIRE(elements.size() == 4);
  CHECK(elements[0].view() == "1.50");
  CHECK(elements[1].is_array());
  CHECK(elements[1].size() == 0);
  CHECK(elements[2].as_string() == "x");
  CHECK(elements[3].at("y").as_integer() == 1);
}

TEST_CASE("text that is no JSON holds nothing") {
  using any_json_test::json;
  for (const auto* bad : {"[1", "[1,]", "[1],[2]", "[1]]", "[", "[1 2]", "[\"a\":1]", "[1][", "[nul]", "[01]"}) {
    CHECK(json(bad).elements().empty());
    CHECK(json(bad).at(0).is_null());
    CHECK(json(bad).size() == 0);
  }
  for (const auto* bad : {"{", R"({"a")", R"({"a":})", R"({"a":1,})", R"({"a":1}{)", R"({1:2})", R"({"a":1},{})"}) {
    CHECK(json(bad).members().empty());
    CHECK_FALSE(json(bad).find("a"));
  }
}

TEST_CASE("a value that nests deeply is looked into down to a bound") {
  auto at = any_json_test::json(any_json_test::nested(998));
  for (int i = 0; i < 998; ++i) at = at.at(0);
  CHECK(at.as_integer() == 7);
  CHECK(any_json_test::json(any_json_test::nested(1000)).elements().empty());
  CHECK(any_json_test::json(any_json_test::nested(100'000)).elements().empty());
  CHECK(any_json_test::json(std::string(1'000'000, '[')).size() == 0);
}

TEST_CASE("an extra's value is looked into") {
  Extras extra;
  extra.set("provider", any_json_test::json(R"({"order":["a","b"],"allow_fallbacks":false})"));
  REQUIRE(extra.find("provider"));
  CHECK(extra.find("provider")->at("order").at(1).as_string() == "b");
  CHECK(extra.find("provider")->at("allow_fallbacks").as_bool() == false);
  extra.set(ExtraKey<double>{"min_p"}, 0.5);
  CHECK(extra.get(ExtraKey<double>{"min_p"}) == 0.5);
  CHECK_FALSE(extra.get(ExtraKey<bool>{"min_p"}));
}
