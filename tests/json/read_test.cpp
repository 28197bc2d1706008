// SPDX-License-Identifier: MIT
#include "json/shapes.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using shapes::Colour, shapes::Drawing, shapes::Exact, shapes::Label, shapes::Weather;

namespace {

template <class T>
T read(const std::string& json) {
  auto result = parse_owned<T>(json);
  REQUIRE_MESSAGE(result, json, ": ", result.error().message);
  return *std::move(result);
}

template <class T>
Error fault(const std::string& json) {
  const auto result = parse_owned<T>(json);
  REQUIRE_MESSAGE(!result, json);
  CHECK(result.error().kind == ErrorKind::parse);
  CHECK(result.error().status == 0);
  CHECK(result.error().type.empty());
  // Both ways of reading say the same.
  const auto borrowed = parse<T>(json);
  REQUIRE(!borrowed);
  CHECK(borrowed.error() == result.error());
  return result.error();
}

}  // namespace

TEST_CASE("each kind of member is read") {
  const auto drawing = read<Drawing>(R"( {
    "name" : "n\u0041\n" , "done":true, "count":-3, "scale":2.5e-3, "note":null, "colour":"green", "tags":["a","b"],
    "shapes":[{"kind":"circle","radius":1},{"text":"t","kind":"label","colour":"blue","size":1},{"kind":"blank"}],
    "sizes":{"a":1,"b\"c":2}, "any":{"x":[1 , 2]}, "label":{"text":"l"} } )");
  CHECK(drawing.name == "nA\n");
  CHECK(drawing.done == true);
  CHECK(drawing.count == -3);
  CHECK(drawing.scale == 0.0025);
  CHECK(drawing.note.is_null());
  CHECK(*drawing.colour == Colour::green);
  CHECK(*drawing.tags.get_if<std::vector<Text>>() == std::vector<Text>{"a", "b"});
  REQUIRE(drawing.shapes.size() == 3);
  CHECK(drawing.shapes[0].get_if<shapes::Circle>()->radius == 1);
  const auto* label = drawing.shapes[1].get_if<Label>();
  REQUIRE(label);
  CHECK(label->colour->word() == "blue");
  CHECK(label->extra.find("size")->text == "1");
  CHECK(drawing.shapes[2].get_if<shapes::Blank>());
  CHECK(*drawing.sizes.find("a") == 1);
  CHECK(*drawing.sizes.find("b\"c") == 2);
  CHECK(drawing.any.text == R"({"x":[1 , 2]})");
  CHECK(drawing.label.text == "l");
  CHECK(drawing.extra.empty());
}

TEST_CASE("a user's own struct is read") {
  const auto weather = read<Weather>(
      R"({"city":"R\u00f4me","celsius":21,"rain":true,"humidity":40,"warning":"red","winds":["n","s"],
          "hours":[true,false,true],"seas":{"b":2.5,"a":1},"note":"x","pressure":0.1,"unknown":{"a":[]}})");
  CHECK(weather.city == "R\xC3\xB4me");
  CHECK(weather.celsius == 21);
  CHECK(weather.rain);
  CHECK(weather.humidity == 40);
  CHECK(weather.warning == Colour::red);
  CHECK(weather.winds == std::vector<std::string>{"n", "s"});
  CHECK(weather.hours == std::vector<bool>{true, false, true});
  CHECK(weather.seas == std::map<std::string, double>{{"a", 1}, {"b", 2.5}});
  CHECK(weather.note == "x");
  CHECK(weather.pressure == 0.1F);
}

TEST_CASE("what may be absent may be null") {
  const auto drawing = read<Drawing>(R"({"name":"","done":null,"count":null,"scale":null,"note":null,"colour":null})");
  CHECK(drawing.done == std::nullopt);
  CHECK(drawing.count == std::nullopt);
  CHECK(drawing.scale == std::nullopt);
  CHECK(drawing.note.is_null());
  CHECK(drawing.colour == std::nullopt);
  CHECK(read<Drawing>(R"({"name":""})").note.absent());
}

TEST_CASE("a OneOf is chosen by the kind") {
  const auto tags = [](const std::string& json) { return read<Drawing>(R"({"name":"","tags":)" + json + "}").tags; };
  CHECK(tags(R"("a")") == decltype(Drawing::tags){"a"});
  CHECK(tags("7") == decltype(Drawing::tags){std::int64_t{7}});
  CHECK(tags("[]") == decltype(Drawing::tags){std::vector<Text>{}});
}

TEST_CASE("an unknown tag keeps the object byte for byte") {
  const std::string odd = R"({ "size" : 01.5e0 , "kind":"sq\u0075are" })";
  const std::string even = R"({ "size" : 1.5e0 , "kind":"sq\u0075are" , "in":[{"kind":"circle"}] })";
  CHECK(fault<Drawing>(R"({"name":"","shapes":[)" + odd + "]}").code == "invalid_json");
  const auto drawing = read<Drawing>(R"({"name":"","shapes":[)" + even + R"(,{"kind":""}]})");
  REQUIRE(drawing.shapes.size() == 2);
  CHECK(drawing.shapes[0].tag() == "square");
  CHECK(drawing.shapes[0].get_if<Unknown>()->json.text == even);
  CHECK(drawing.shapes[1].get_if<Unknown>()->json.text == R"({"kind":""})");
}

TEST_CASE("a tag may stand last, or be written with escapes") {
  const auto drawing = read<Drawing>(
      R"({"name":"","shapes":[{"text":"a\"b","more":[{"kind":"circle"}],"kind":"label"},{"kind":"l\u0061bel","text":""}]})");
  CHECK(drawing.shapes[0].get_if<Label>()->text == "a\"b");
  CHECK(drawing.shapes[0].get_if<Label>()->extra.find("more")->text == R"([{"kind":"circle"}])");
  CHECK(drawing.shapes[1].get_if<Label>());
}

TEST_CASE("a key may be written with escapes") {
  const auto drawing =
      read<Drawing>(R"({"n\u0061me":"n","\u006eew key":1,"count":2,"sizes":{"\u0061 longer key than inside":1}})");
  CHECK(drawing.name == "n");
  CHECK(drawing.extra.find("new key")->text == "1");
  CHECK(drawing.sizes.find("a longer key than inside"));
}

TEST_CASE("of duplicate keys the last counts") {
  const auto drawing = read<Drawing>(
      R"({"name":"first","name":"last","label":{"text":"a","colour":"red","old":1},"label":{"text":"b"},"shapes":[{"kind":"blank"}],
          "shapes":[],"x":1,"x":2,"sizes":{"a":1,"a":2},"done":true,"done":null})");
  CHECK(drawing.name == "last");
  CHECK(drawing.label == Label{.text = "b"});
  CHECK(drawing.shapes.empty());
  CHECK(drawing.extra.find("x")->text == "2");
  CHECK(*drawing.sizes.find("a") == 2);
  CHECK(drawing.done == std::nullopt);
  CHECK(read<Weather>(R"({"city":"a","city":"b","celsius":1,"seas":{"a":1,"a":2}})").seas.at("a") == 2);
}

TEST_CASE("unknown numbers keep their digits") {
  const std::string json =
      R"({"name":"","a":1e400,"b":123456789012345678901234567890,"c":-0.10000000000000000555e-0,"d":1E+2})";
  const auto drawing = read<Drawing>(json);
  CHECK(drawing.extra.find("a")->text == "1e400");
  CHECK(drawing.extra.find("b")->text == "123456789012345678901234567890");
  CHECK(drawing.extra.find("c")->text == "-0.10000000000000000555e-0");
  CHECK(to_json(drawing).ends_with(json.substr(json.find("\"a\""))));
}

TEST_CASE("integers are exact, and may be written as a whole double") {
  const auto count = [](const std::string& number) {
    return read<Drawing>(R"({"name":"","count":)" + number + "}").count.value();
  };
  CHECK(count("9223372036854775807") == INT64_MAX);
  CHECK(count("-9223372036854775808") == INT64_MIN);
  CHECK(count("9007199254740993") == 9007199254740993);
  CHECK(count("1.0") == 1);
  CHECK(count("1e3") == 1000);
  CHECK(count("-0") == 0);
  for (const auto* number : {"9223372036854775808", "1.5", "1e19", "-9223372036854775809", "1e400"}) {
    CHECK(fault<Drawing>(std::string{R"({"name":"","count":)"} + number + "}").param == "count");
  }
  CHECK(fault<Weather>(R"({"city":"","celsius":1,"humidity":2147483648})").param == "humidity");
  CHECK(fault<Drawing>(R"({"name":"","scale":1e400})").param == "scale");
}

TEST_CASE("an error names what is wrong, where, and what was found") {
  struct Row {
    const char* json;
    const char* param;
    const char* code;
    const char* message;
  };
  const Row rows[] = {
      {R"({})", "name", "missing_required_parameter", "Missing required parameter: 'name'."},
      {R"({"name":3})", "name", "invalid_type", "Invalid type for 'name': expected a string, but got a number."},
      {R"({"name":null})", "name", "invalid_type", "Invalid type for 'name': expected a string, but got null."},
      {R"({"name":"","done":"yes"})", "done", "invalid_type",
       "Invalid type for 'done': expected a boolean, but got a string."},
      {R"({"name":"","count":"1"})", "count", "invalid_type",
       "Invalid type for 'count': expected an integer, but got a string."},
      {R"({"name":"","scale":[]})", "scale", "invalid_type",
       "Invalid type for 'scale': expected a number, but got an array."},
      {R"({"name":"","tags":{}})", "tags", "invalid_type",
       "Invalid type for 'tags': expected a string or a number or an array, but got an object."},
      {R"({"name":"","tags":["a",["b"]]})", "tags[1]", "invalid_type",
       "Invalid type for 'tags[1]': expected a string, but got an array."},
      {R"({"name":"","shapes":{}})", "shapes", "invalid_type",
       "Invalid type for 'shapes': expected an array, but got an object."},
      {R"({"name":"","shapes":[{"kind":"circle","radius":1},{"kind":"circle"}]})", "shapes[1].radius",
       "missing_required_parameter", "Missing required parameter: 'shapes[1].radius'."},
      {R"({"name":"","shapes":[{"radius":1}]})", "shapes[0].kind", "missing_required_parameter",
       "Missing required parameter: 'shapes[0].kind'."},
      {R"({"name":"","shapes":[{"kind":7}]})", "shapes[0].kind", "invalid_type",
       "Invalid type for 'shapes[0].kind': expected a string, but got a number."},
      {R"({"name":"","shapes":["circle"]})", "shapes[0]", "invalid_type",
       "Invalid type for 'shapes[0]': expected an object, but got a string."},
      {R"({"name":"","sizes":{"a":true}})", "sizes.a", "invalid_type",
       "Invalid type for 'sizes.a': expected an integer, but got a boolean."},
      {R"({"name":"","label":{"text":[]}})", "label.text", "invalid_type",
       "Invalid type for 'label.text': expected a string, but got an array."},
      {R"({"name":"","label":[]})", "label", "invalid_type",
       "Invalid type for 'label': expected an object, but got an array."},
      {R"([])", "", "invalid_type", "Invalid type: expected an object, but got an array."},
      {R"(3)", "", "invalid_type", "Invalid type: expected an object, but got a single value."},
      {R"("x")", "", "invalid_type", "Invalid type: expected an object, but got a single value."},
      {R"(null)", "", "invalid_type", "Invalid type: expected an object, but got a single value."},
      {R"()", "", "invalid_json", "The body is not valid JSON: it is empty."},
      {R"(  )", "", "invalid_json", "The body is not valid JSON: it is empty."},
      {R"(Sorry, I cannot.)", "", "invalid_json", "The body is not valid JSON: it is text, not JSON."},
      {R"(He said "no)", "", "invalid_json", "The body is not valid JSON: it is text, not JSON."},
      {R"(3 of them)", "", "invalid_json", "The body is not valid JSON: it is text, not JSON."},
      {R"(true story)", "", "invalid_json", "The body is not valid JSON: it is text, not JSON."},
      {"```json\n{}\n```", "", "invalid_json", "The body is not valid JSON: it is text, not JSON."},
  };
  for (const auto& row : rows) {
    CAPTURE(row.json);
    const auto error = fault<Drawing>(row.json);
    CHECK(error.param == row.param);
    CHECK(error.code == row.code);
    CHECK(error.message == row.message);
  }
}

TEST_CASE("a required member that may be null must still be there") {
  CHECK(read<Exact>(R"({"name":"","note":null,"numbers":[]})").note.is_null());
  CHECK(fault<Exact>(R"({"name":"","numbers":[]})").param == "note");
  CHECK(fault<Exact>(R"({"name":"","note":null})").param == "numbers");
  CHECK(fault<Exact>(R"({"name":"","note":null,"numbers":null})").param == "numbers");
  CHECK(fault<Exact>(R"({"name":"","note":null,"numbers":[1,null]})").param == "numbers[1]");
}

TEST_CASE("a closed enumeration refuses other words") {
  const auto error = fault<Weather>(R"({"city":"","celsius":1,"warning":"blue"})");
  CHECK(error.param == "warning");
  CHECK(error.message.find("'blue'") != error.message.npos);
}

TEST_CASE("a struct without members reads any object") {
  CHECK(read<shapes::Blank>("{}").extra.empty());
  CHECK(read<shapes::Blank>(R"({"a":1})").extra.size() == 1);
  CHECK(fault<shapes::Blank>("[]").code == "invalid_type");
}

TEST_CASE("arrays and unions may be the root") {
  CHECK(read<std::vector<std::int64_t>>("[1,2]") == std::vector<std::int64_t>{1, 2});
  CHECK(read<shapes::Shape>(R"({"kind":"circle","radius":2})").tag() == "circle");
  CHECK(fault<std::vector<std::int64_t>>("[1,\"2\"]").param == "[1]");
}

TEST_CASE("one byte order mark before the document is skipped, no more") {
  const std::string mark = "\xEF\xBB\xBF", json = R"({"text":"l"})";
  CHECK(read<Label>(mark + json).text == "l");
  CHECK(read<Label>(mark + "\n " + json).text == "l");
  for (const auto& bad : {mark, mark + mark + json, mark.substr(0, 2) + json, json + mark})
    CHECK(!parse_owned<Label>(bad));
}
