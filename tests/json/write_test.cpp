// SPDX-License-Identifier: MIT
#include "json/flatten.hpp"
#include "json/shapes.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

using namespace oaicompat;
using shapes::Colour, shapes::Drawing, shapes::Exact, shapes::Weather;

namespace {

std::string in_quotes(std::string_view s) {
  Bytes out;
  write_quoted(out, s);
  return out;
}

}  // namespace

TEST_CASE("members are written in the described order, extras last") {
  Drawing drawing{.name = "n", .done = false, .count = -1, .scale = 0.5};
  drawing.note = null;
  drawing.colour = Colour::green;
  drawing.tags = std::vector<Text>{"a", "b"};
  drawing.shapes = {shapes::Circle{.radius = 2}, shapes::Label{.text = "t", .colour = OpenEnum<Colour>{"blue"}},
                    shapes::Blank{}, Unknown{"x", {R"({ "kind" : "x" })"}}};
  drawing.sizes.set("b", 1);
  drawing.sizes.set("a", 2);
  drawing.any = {R"({"raw": 1e400})"};
  drawing.extra.set("z", {"[1]"});
  drawing.extra.set("a", {"null"});
  CHECK(
      to_json(drawing) ==
      R"({"name":"n","done":false,"count":-1,"scale":0.5,"note":null,"colour":"green","tags":["a","b"],)"
      R"("shapes":[{"kind":"circle","radius":2},{"kind":"label","text":"t","colour":"blue"},{"kind":"blank"},{ "kind" : "x" }],)"
      R"("sizes":{"b":1,"a":2},"any":{"raw": 1e400},"label":{"text":""},"z":[1],"a":null})");
}

TEST_CASE("what is absent is left out, unless its key must be there") {
  CHECK(to_json(Drawing{}) == R"({"name":"","tags":"","shapes":[],"sizes":{},"any":null,"label":{"text":""}})");
  CHECK(to_json(Exact{}) == R"({"name":"","note":null,"numbers":[]})");
  CHECK(to_json(shapes::Blank{}) == "{}");
  shapes::Blank blank;
  blank.extra.set("a", {"1"});
  CHECK(to_json(blank) == R"({"a":1})");
  CHECK(to_json(shapes::Shape{blank}) == R"({"kind":"blank","a":1})");
}

TEST_CASE("a user's own struct is written") {
  const Weather weather{.city = "Rome",
                        .celsius = 21.5,
                        .rain = true,
                        .humidity = 40,
                        .warning = Colour::red,
                        .winds = {"n"},
                        .hours = {true, false},
                        .seas = {{"b", 1}, {"a", 2}},
                        .note = {},
                        .pressure = 0.1F};
  CHECK(to_json(weather) ==
        R"({"city":"Rome","celsius":21.5,"rain":true,"humidity":40,"warning":"red","winds":["n"],"hours":[true,false],)"
        R"("seas":{"a":2,"b":1},"pressure":0.1})");
  CHECK(*parse_owned<Weather>(to_json(weather)) == weather);
}

TEST_CASE("numbers are written as short as they read back") {
  struct Row {
    double value;
    const char* text;
  };
  const Row rows[] = {{0, "0"},
                      {-0.0, "-0"},
                      {1, "1"},
                      {-1.5, "-1.5"},
                      {0.1, "0.1"},
                      {0.1 + 0.2, "0.30000000000000004"},
                      {1.7e9, "1700000000"},
                      {-2e5, "-200000"},
                      {1e21, "1e+21"},
                      {1e-7, "1e-07"},
                      {5e-324, "5e-324"},
                      {1.7976931348623157e308, "1.7976931348623157e+308"},
                      {9007199254740993.0, "9007199254740992"},
                      {-3.7697225e-6, "-3.7697225e-06"}};
  for (const auto& row : rows) {
    Drawing drawing;
    drawing.scale = row.value;
    const auto json = to_json(drawing);
    CAPTURE(json);
    CHECK(json.find(std::string{"\"scale\":"} + row.text + ",") != json.npos);
    CHECK(parse_owned<Drawing>(json)->scale == row.value);
    CHECK(std::signbit(*parse_owned<Drawing>(json)->scale) == std::signbit(row.value));
  }
  CHECK(to_json(std::vector<float>{0.1F, 16777216.0F, 1e-10F}) == "[0.1,16777216,1e-10]");
  CHECK(to_json(std::vector<std::int64_t>{INT64_MIN, INT64_MAX}) == "[-9223372036854775808,9223372036854775807]");
}

TEST_CASE("what JSON has no number for is null, or the largest number") {
  using Limits = std::numeric_limits<double>;
  CHECK(to_json(std::vector<double>{Limits::quiet_NaN()}) == "[null]");
  CHECK(to_json(std::vector<double>{Limits::infinity()}) == "[1.7976931348623157e+308]");
  CHECK(to_json(std::vector<double>{-Limits::infinity()}) == "[-1.7976931348623157e+308]");
}

TEST_CASE("strings are escaped where they must be") {
  CHECK(in_quotes("") == R"("")");
  CHECK(in_quotes("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(in_quotes("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(in_quotes(std::string_view{"\0\x01\x1f\x7f", 4}) == "\"\\u0000\\u0001\\u001f\x7f\"");
  CHECK(in_quotes("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  CHECK(in_quotes("\xE2\x80\xA8") == "\"\xE2\x80\xA8\"");
  for (int c = 0; c < 0x80; ++c) {
    const std::string one(40, static_cast<char>(c));
    CHECK(parse_owned<Exact>(R"({"name":)" + in_quotes(one) + R"(,"note":null,"numbers":[]})")->name == one);
  }
}

TEST_CASE("invalid UTF-8 becomes U+FFFD") {
  const std::string sign = "\xEF\xBF\xBD";
  struct Row {
    const char* bytes;
    std::string text;
  };
  const Row rows[] = {
      {"\xff", sign},
      {"a\x80z", "a" + sign + "z"},
      {"\xc3", sign},
      {"\xc3(", sign + "("},
      {"\xe2\x82", sign + sign},
      {"\xf0\x9f\x98", sign + sign + sign},
      {"\xc0\x80", sign + sign},
      {"\xed\xa0\x80", sign + sign + sign},
      {"\xf4\x90\x80\x80", sign + sign + sign + sign},
      {"\xf0\x9f\x98\x80\xff\xc3\xa9", "\xF0\x9F\x98\x80" + sign + "\xC3\xA9"},
  };
  for (const auto& row : rows) {
    const auto json = in_quotes(row.bytes);
    CAPTURE(json);
    CHECK(json == "\"" + row.text + "\"");
    CHECK(Json::checked(json));
  }
}

TEST_CASE("what is written is read the same") {
  const std::string json =
      R"({"name":"n\u0000\"","done":true,"count":3,"scale":0.25,"note":"x","colour":"mauve","tags":7,"shapes":[{"kind":"circle","radius":1e-3,"x":{"y":[]}},{"kind":"?","a":[1 , 2]}],"sizes":{"":-1},"any":null,"label":{"text":"\ud83d\ude00","colour":"red"},"more":123456789012345678901234567890})";
  const auto read = parse_owned<Drawing>(json);
  REQUIRE(read);
  const auto written = to_json(*read);
  CHECK(json_differences(json, written).empty());
  CHECK(*parse_owned<Drawing>(written) == *read);
}
