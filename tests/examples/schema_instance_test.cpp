// SPDX-License-Identifier: MIT
#include "demo/schema/instance.hpp"
#include "demo/schema/keywords.hpp"

#include <doctest/doctest.h>

#include <random>
#include <regex>
#include <set>

namespace {

using namespace oaicompat;
namespace dom = simdjson::dom;

Result<std::string> instance(std::string_view schema, std::uint64_t variant = 0) {
  return demo::schema_instance({Text{schema}}, variant, "it");
}
demo::Fit fit(const std::string& value, const std::string& schema) {
  dom::parser for_value, for_schema;
  const dom::element root = for_schema.parse(schema);
  return demo::fit(for_value.parse(value), root, root);
}

// Each has an instance, in every variant.
constexpr std::string_view possible[] = {
    "true",
    "{}",
    R"({"const":{"a":[1,2.5,null]}})",
    R"({"type":"integer","enum":["a",1,2.0]})",
    R"({"type":["string","null"],"enum":["a",null]})",
    R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":["number","null"]}}})",
    R"({"type":"object","required":["z"],"additionalProperties":{"type":"array","items":{"type":"boolean"},"minItems":2}})",
    R"({"type":"object","minProperties":3,"additionalProperties":{"type":"integer"}})",
    R"({"type":"object","properties":{"a":{},"b":{},"c":{}},"maxProperties":2})",
    R"({"type":"array","items":{"type":"integer","minimum":1,"maximum":3},"minItems":3,"uniqueItems":true})",
    R"({"type":"array","items":{"type":"string","maxLength":1},"minItems":12,"uniqueItems":true})",
    R"({"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}],"items":false})",
    R"({"type":"array","contains":{"const":5}})",
    R"({"type":"array","items":{"type":"string"},"maxItems":0})",
    R"({"type":"number","minimum":12.5,"maximum":13,"multipleOf":0.01})",
    R"({"type":"integer","multipleOf":2.5,"minimum":1})",
    R"({"allOf":[{"multipleOf":3},{"multipleOf":5}],"type":"integer","minimum":1})",
    R"({"type":"integer","minimum":-9007199254740991,"maximum":-5})",
    R"({"type":"integer","minimum":42,"maximum":42})",
    R"({"type":"number","minimum":-1.7e308,"maximum":1.7e308})",
    R"({"type":"number","exclusiveMinimum":0.1,"exclusiveMaximum":0.10000001})",
    R"({"type":"string","minLength":40,"maxLength":41})",
    R"({"type":"string","maxLength":0})",
    R"({"oneOf":[{"type":"integer"},{"type":"number"}]})",
    R"({"type":"object","properties":{"a":{},"b":{}},"oneOf":[{"required":["a"]},{"required":["b"]}]})",
    R"({"anyOf":[{"type":"integer","minimum":9,"maximum":1},{"allOf":[{"type":"string"},{"minLength":50}]}]})",
    R"({"allOf":[{"properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"a":{"minLength":9}}}],"type":"object"})",
    R"({"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]})",
    R"({"anyOf":[{"$ref":"#"},{"type":"string"}]})",
    R"({"allOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A"}],"anyOf":[{"$ref":"#/$defs/A"}],"$defs":{"A":{"type":"string"}}})",
    R"({"properties":{"p":{"$ref":"#/definitions/a~1b%20c"}},"required":["p"],"definitions":{"a/b c":{"type":"integer"}}})",
    R"({"$ref":"#/$defs/E","$defs":{"E":{"oneOf":[)"
    R"({"type":"object","properties":{"op":{"const":"add"},"l":{"$ref":"#/$defs/E"},"r":{"$ref":"#/$defs/E"}},"required":["op","l","r"]},)"
    R"({"type":"object","properties":{"op":{"const":"one"}},"required":["op"]}]}}})",
};

// None has an instance that can be made: no finite one, none at all, or none that is found.
constexpr std::string_view impossible[] = {
    "false",
    "7",
    R"({"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]})",
    R"({"$ref":"#/$defs/A","$defs":{"A":{"anyOf":[{"$ref":"#/$defs/B"},{"$ref":"#/$defs/C"}]},)"
    R"("B":{"type":"array","minItems":1,"items":{"$ref":"#/$defs/A"}},)"
    R"("C":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/$defs/A"}},"required":["a","b"]}}})",
    R"({"$ref":"#/$defs/nowhere"})",
    R"({"$ref":"https://example.com/schema"})",
    R"({"$ref":"#"})",
    R"({"type":"integer","minimum":5,"maximum":3})",
    R"({"type":"integer","exclusiveMinimum":3,"exclusiveMaximum":4})",
    R"({"type":"string","minLength":3,"maxLength":2})",
    R"({"type":"array","items":{"type":"boolean"},"minItems":3,"uniqueItems":true})",
    R"({"type":"array","minItems":1000000000})",
    R"({"type":"array","items":{"type":"string","minLength":1000000},"minItems":1000})",
    R"({"type":"object","properties":{"a":{}},"minProperties":2,"additionalProperties":false})",
    R"({"type":"object","required":["a"],"additionalProperties":false})",
    R"({"type":"string","not":{"type":"string"}})",
    R"({"type":"string","enum":[1,2]})",
    R"({"type":"string","pattern":"^(?=look)ahead$"})",
};

TEST_CASE("an instance is valid against its schema, in every variant") {
  for (const auto each : possible) {
    const std::string schema{each};
    CAPTURE(schema);
    for (std::uint64_t variant = 0; variant < 12; ++variant) {
      const auto made = instance(schema, variant);
      REQUIRE(made);
      CAPTURE(*made);
      CHECK(fit(*made, schema) == demo::Fit::fits);
    }
  }
}

TEST_CASE("where no instance can be made there is an error, soon") {
  for (const auto schema : impossible) {
    CAPTURE(schema);
    const auto made = instance(schema);
    REQUIRE_FALSE(made);
    CHECK(made.error().status == 400);
    CHECK(made.error().param == "it");
  }
}

TEST_CASE("the same variant is the same instance, and another one differs where it can") {
  constexpr std::string_view schema = R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"]})";
  CHECK(*instance(schema, 1) == *instance(schema, 1));
  CHECK(*instance(schema, 1) != *instance(schema, 2));
}

TEST_CASE("an object has its properties in the order of the schema, and only those it requires") {
  CHECK(*instance(R"({"properties":{"b":{"const":1},"a":{"const":2},"c":{}},"required":["a","b"]})") ==
        R"({"b": 1, "a": 2})");
  CHECK(*instance(R"({"properties":{"b":{"const":1},"a":{"const":2}}})") == R"({"b": 1, "a": 2})");
  CHECK(*instance(R"({"required":["grüße \"x\""]})") == R"({"grüße \"x\"": "amber"})");
}

TEST_CASE("a string is found in its pattern") {
  for (const std::string pattern :
       {"^[A-Z]{3}-\\d{2,4}$", "(foo|bar)+x?\\.", "^[^a-z]\\w+@[\\w.-]+\\.[a-z]{2,}$", "^a*$", "^(?:b|c){3}$",
        "[.\\]\\\\-]+", "^$", "^\\S+\\s\\D$", "^[a-zA-Z_][a-zA-Z0-9_]{7,}$"}) {
    CAPTURE(pattern);
    const auto schema = R"({"type":"string","pattern":)" + std::string{Json::string(pattern).view()} + "}";
    for (std::uint64_t variant = 0; variant < 8; ++variant) {
      const auto made = instance(schema, variant);
      REQUIRE(made);
      dom::parser parser;
      const std::string_view text = parser.parse(*made);
      CAPTURE(text);
      CHECK(std::regex_search(text.begin(), text.end(), std::regex{pattern}));
    }
  }
}

TEST_CASE("what cannot be read in a pattern is named") {
  const std::pair<std::string, std::string> rows[] = {
      {"^(?=a)a$", "a lookahead"},
      {"^a(?!b)$", "a lookahead"},
      {"(?<=a)b", "a lookbehind"},
      {"(?<!a)b", "a lookbehind"},
      {"(?<year>\\d{4})", "a named group"},
      {"(?P<year>\\d{4})", "a named group"},
      {"(?i)a", "a group that begins with '(?'"},
      {"^\\p{L}+$", "a Unicode property (\\p)"},
      {"^[\\p{L}]+$", "a Unicode property (\\p)"},
      {"^\\P{Lu}$", "a Unicode property (\\p)"},
      {"(a)\\1", "a back-reference"},
      {"\\bword", "the escape '\\b'"},
      {"[à-ü]", "a class with characters beyond ASCII"},
      {"[^\\D]", "a class with \\D, \\W or \\S"},
      {"[abc", "a class of characters without an end"},
      {"a|(?=b)b", "a lookahead"},
  };
  for (const auto& row : rows) {
    const auto& pattern = row.first;
    const auto& what = row.second;
    CAPTURE(pattern);
    const auto made = instance(R"({"type":"string","pattern":)" + std::string{Json::string(pattern).view()} + "}");
    REQUIRE_FALSE(made);
    CHECK(made.error().message ==
          "No instance of this schema can be made: its pattern has " + what + ", which cannot be read.");
  }
}

TEST_CASE("a pattern is stretched to the length wanted") {
  CHECK(*instance(R"({"type":"string","pattern":"^(ab)+$","minLength":5,"maxLength":6})") == R"("ababab")");
  CHECK(*instance(R"({"type":"string","pattern":"^é+$","minLength":3,"maxLength":3})") == "\"ééé\"");
  CHECK_FALSE(instance(R"({"type":"string","pattern":"^(ab)+$","minLength":5,"maxLength":5})"));
}

// A random schema that has instances: alternatives are many, bounds are wide enough.
class RandomSchema {
 public:
  explicit RandomSchema(unsigned seed) : random_{seed} {}
  std::string operator()(int depth = 0) {
    switch (depth > 3 ? pick(4) : pick(8)) {
      case 0:
        return R"({"type":"string","minLength":)" + std::to_string(pick(30)) + R"(,"maxLength":)" +
               std::to_string(30 + pick(9)) + "}";
      case 1:
        return R"({"type":"integer","minimum":)" + std::to_string(pick(100) - 50) + R"(,"multipleOf":)" +
               std::to_string(1 + pick(7)) + "}";
      case 2: return R"({"type":["number","null"],"exclusiveMaximum":)" + std::to_string(pick(100) - 50) + "}";
      case 3: return R"({"enum":["a",2,null,{"b":[]}]})";
      case 4:
        return R"({"type":"array","items":)" + (*this)(depth + 1) + R"(,"minItems":)" + std::to_string(pick(3)) + "}";
      case 5: return R"({"anyOf":[)" + (*this)(depth + 1) + "," + (*this)(depth + 1) + "]}";
      case 6: return R"({"anyOf":[{"$ref":"#"},)" + (*this)(depth + 1) + "]}";
      default:
        return R"({"type":"object","properties":{"p":)" + (*this)(depth + 1) + R"(,"q":)" + (*this)(depth + 1) +
               R"(},"required":["q"]})";
    }
  }

 private:
  int pick(int n) { return std::uniform_int_distribution{0, n - 1}(random_); }
  std::mt19937 random_;
};

TEST_CASE("instances of random schemas are valid") {
  for (unsigned seed = 0; seed < 500; ++seed) {
    const auto schema = RandomSchema{seed}();
    CAPTURE(schema);
    const auto made = instance(schema, seed % 5);
    REQUIRE(made);
    CAPTURE(*made);
    CHECK(fit(*made, schema) == demo::Fit::fits);
  }
}

TEST_CASE("a check says what differs, and what it cannot tell") {
  CHECK(fit("3", R"({"type":"number","multipleOf":3})") == demo::Fit::fits);
  CHECK(fit("3.5", R"({"type":"integer"})") == demo::Fit::differs);
  CHECK(fit("3", R"({"oneOf":[{"type":"integer"},{"type":"number"}]})") == demo::Fit::differs);
  CHECK(fit("{}", R"({"if":{"required":["a"]},"then":false,"else":{"maxProperties":0}})") == demo::Fit::fits);
  CHECK(fit(R"({"a":1})", R"({"dependentRequired":{"a":["b"]}})") == demo::Fit::differs);
  CHECK(fit(R"("x")", R"({"pattern":"x"})") == demo::Fit::unknown);
  CHECK(fit(R"("x")", R"({"not":{"pattern":"x"}})") == demo::Fit::unknown);
  CHECK(fit("1", R"({"$ref":"#/$defs/A","$defs":{"A":{"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A"}]}}})") ==
        demo::Fit::unknown);
}

}  // namespace
