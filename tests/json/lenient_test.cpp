// What a client makes of answers that are not quite as they should be.
// SPDX-License-Identifier: MIT
#include "json/shapes.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using shapes::Colour, shapes::Drawing, shapes::Exact, shapes::Weather;

namespace {

template <class T>
T lenient(const std::string& json) {
  auto read = parse_owned<T>(json, {.reading = Reading::lenient});
  REQUIRE_MESSAGE(read, json, ": ", read.error().message);
  return *std::move(read);
}

struct Row {
  const char* json;
  const char* written;  // what is then written; null when even a lenient reader refuses
};

}  // namespace

TEST_CASE("a lenient reader forgives, and says the same again") {
  const Row rows[] = {
      // Missing members keep their defaults.
      {R"({})", R"({"name":"","note":null,"numbers":[]})"},
      // null is an empty value.
      {R"({"name":null,"note":null,"numbers":null})", R"({"name":"","note":null,"numbers":[]})"},
      {R"({"numbers":[null,1]})", R"({"name":"","note":null,"numbers":[0,1]})"},
      // Numbers stand as strings, strings as numbers.
      {R"({"numbers":["12","-3","1e2"]})", R"({"name":"","note":null,"numbers":[12,-3,100]})"},
      {R"({"numbers":[1.9,-1.9]})", R"({"name":"","note":null,"numbers":[1,-1]})"},
      {R"({"name":400,"note":1.50})", R"({"name":"400","note":"1.50","numbers":[]})"},
      // Text takes any value as its JSON.
      {R"({"name":{"a":[1, 2]},"note":true})", R"({"name":"{\"a\":[1, 2]}","note":"true","numbers":[]})"},
      {R"({"numbers":["x"]})", nullptr},
      {R"({"numbers":[1e400]})", nullptr},
      {R"({"numbers":["1e400"]})", nullptr},
      {R"({"numbers":[{}]})", nullptr},
      {R"({"name":tru})", nullptr},
      {R"({"name":{"a":tru}})", nullptr},
      {R"([])", nullptr},
      {R"(1)", nullptr},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    const auto read = parse_owned<Exact>(row.json, {.reading = Reading::lenient});
    REQUIRE(read.has_value() == (row.written != nullptr));
    if (read) CHECK(to_json(*read) == row.written);
  }
}

TEST_CASE("a member of the wrong kind is kept with the extras") {
  const Row rows[] = {
      {R"({"name":"n","done":[1],"scale":{"a":1},"count":[]})",
       R"({"name":"n","tags":"","shapes":[],"sizes":{},"any":null,"label":{"text":""},"done":[1],"scale":{"a":1},"count":[]})"},
      {R"({"done":"true","count":"7","scale":"0.5"})",
       R"({"name":"","done":true,"count":7,"scale":0.5,"tags":"","shapes":[],"sizes":{},"any":null,"label":{"text":""}})"},
      {R"({"colour":7,"note":7})",
       R"({"name":"","note":"7","colour":"7","tags":"","shapes":[],"sizes":{},"any":null,"label":{"text":""}})"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    const auto read = lenient<Drawing>(row.json);
    CHECK(to_json(read) == row.written);
    CHECK(lenient<Drawing>(to_json(read)) == read);
  }
}

TEST_CASE("a union without a tag is kept whole") {
  const auto drawing =
      lenient<Drawing>(R"({"shapes":[{"radius":1},{"kind":7,"a":1},{"kind":null},{"kind":"circle"}]})");
  REQUIRE(drawing.shapes.size() == 4);
  CHECK(drawing.shapes[0].get_if<Unknown>()->json.text == R"({"radius":1})");
  CHECK(drawing.shapes[0].tag() == "");
  CHECK(drawing.shapes[1].get_if<Unknown>()->json.text == R"({"kind":7,"a":1})");
  CHECK(drawing.shapes[2].get_if<Unknown>());
  CHECK(drawing.shapes[3].get_if<shapes::Circle>());
}

TEST_CASE("a lenient reader of one's own struct") {
  const auto weather = lenient<Weather>(
      R"({"celsius":"21.5","rain":null,"winds":null,"hours":["true",false],"warning":"red","seas":null})");
  CHECK(weather.celsius == 21.5);
  CHECK_FALSE(weather.rain);
  CHECK(weather.hours == std::vector<bool>{true, false});
  CHECK(weather.warning == Colour::red);
  CHECK_FALSE(parse_owned<Weather>(R"({"warning":"blue"})", {.reading = Reading::lenient}));
}
