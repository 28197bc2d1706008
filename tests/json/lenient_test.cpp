// What a client makes of answers that are not quite as they should be.
// SPDX-License-Identifier: MIT
#include "json/shapes.hpp"

#include <doctest/doctest.h>

#include <limits>
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

TEST_CASE("members are written as they came: absent, null, or of another kind") {
  const char* const rows[] = {
      R"({})",
      R"({"name":null,"done":null,"tags":null,"shapes":null})",
      R"({"name":"n","done":[1],"count":[],"scale":{"a":1}})",
      R"({"name":7,"done":"true","count":"7","scale":"0.5"})",
      R"({"name":{"a":1},"note":7,"colour":7})",
      R"({"count":1.5,"scale":"x"})",
      R"({"count":1e30,"scale":1e400})",
      R"({"count":123456789012345678901234567890})",
      R"({"name":"n","shapes":{},"sizes":[],"label":"x"})",
      R"({"shapes":[{"kind":"circle","radius":"wide","more":[1]}],"sizes":{"a":"x"}})",
      R"({"name":"n","count":"seven","other":[1]})",
  };
  for (const auto* json : rows) {
    CAPTURE(json);
    const auto read = lenient<Drawing>(json);
    CHECK(to_json(read) == json);
    CHECK(lenient<Drawing>(to_json(read)) == read);
    CHECK(Drawing{read} == read);
    // Filled in, a strict reader takes it.
    const auto strict = parse_owned<Drawing>(to_json(read, Writing::as_described));
    REQUIRE_MESSAGE(strict, to_json(read, Writing::as_described));
    CHECK(to_json(*strict) == to_json(read, Writing::as_described));
  }
}

TEST_CASE("what can be understood of another form is read") {
  const auto read = lenient<Drawing>(
      R"({"name":7,"done":"true","count":"7","scale":"0.5","note":{"a":1},"colour":"blue","label":{"colour":8}})");
  CHECK(read.name == "7");
  CHECK(read.done == true);
  CHECK(read.count == 7);
  CHECK(read.scale == 0.5);
  CHECK(*read.note == R"({"a":1})");
  CHECK(read.label.colour->word() == "8");
  CHECK(lenient<Drawing>(R"({"count":1.9})").count == 1);
  CHECK(!lenient<Drawing>(R"({"count":"seven"})").count);
}

TEST_CASE("a member that was changed is written as ever") {
  auto read = lenient<Drawing>(R"({"name":7,"done":null,"count":"7","label":[],"other":1})");
  CHECK(was_absent(read, "tags"));
  CHECK(!was_absent(read, "name"));
  read.name = "n";
  read.done = false;
  read.count = 8;
  read.tags = "t";
  read.label.text = "l";
  CHECK(to_json(read) == R"({"name":"n","done":false,"count":8,"tags":"t","label":{"text":"l"},"other":1})");
  read.count.reset();
  CHECK(to_json(read).find("count") == std::string::npos);
}

TEST_CASE("how members came stays with the struct that they came in") {
  // Another struct takes the extras, and not the holes.
  const auto read = lenient<Drawing>(R"({"done":[1],"other":1})");
  const shapes::Label label{.text = "x", .extra = read.extra};
  CHECK(to_json(label) == R"({"text":"x","done":[1],"other":1})");
}

TEST_CASE("words for numbers that JSON does not have are read") {
  CHECK(lenient<Drawing>(R"({"name":"NaN","scale":NaN})").scale == std::nullopt);
  CHECK(*lenient<Drawing>(R"({"scale":-Infinity,"name":"-Infinity \" Infinity"})").scale < -1e308);
  CHECK(lenient<Drawing>(R"({"scale":-Infinity,"name":"-Infinity \" Infinity"})").name == "-Infinity \" Infinity");
  CHECK(lenient<Drawing>(R"({"other":[NaN,Infinity]})").extra.find("other")->view() == "[null,1.7976931348623157e308]");
  Weather cold;
  cold.celsius = -std::numeric_limits<double>::infinity();
  CHECK(to_json(cold).find("-1.7976931348623157e") != std::string::npos);
  for (const char* json : {R"({"scale":Nan})", R"({"scale":-NaN})", R"({"scale":NaN)", R"({"scale":NaNNaN})"})
    CHECK(!parse_owned<Drawing>(json, {.reading = Reading::lenient}));
  CHECK(!parse_owned<Drawing>(R"({"name":"n","scale":NaN})"));
}

TEST_CASE("a strict reader keeps a null that the type does not have") {
  const std::string json = R"({"name":"n","done":null,"count":1})";
  const auto read = parse_owned<Drawing>(json);
  REQUIRE(read);
  CHECK(!read->done);
  CHECK(to_json(*read).starts_with(R"({"name":"n","done":null,"count":1)"));
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
