// What a reader is sent by those who mean it no good.
// SPDX-License-Identifier: MIT
#include "json/shapes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace oaicompat;
using shapes::Drawing, shapes::Exact;

namespace {

std::string repeated(std::string_view piece, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += piece;
  return all;
}

template <class T>
std::optional<Error> error_of(const std::string& json, ReadOptions options = {}) {
  const auto owned = parse_owned<T>(json, options);
  const auto borrowed = parse<T>(json, options);
  // A lenient reader of a copy reads again what it could not take; one that reads in place cannot.
  if (options.reading == Reading::lenient) {
    CHECK(owned.has_value() >= borrowed.has_value());
    return owned ? std::nullopt : std::optional{owned.error()};
  }
  CHECK(owned.has_value() == borrowed.has_value());
  if (owned) return std::nullopt;
  CHECK(borrowed.error() == owned.error());
  return owned.error();
}

// What a value would be worth at each place that keeps or skips it.
std::vector<std::string> places(const std::string& value) {
  return {
      R"({"name":"","unknown":)" + value + "}",
      R"({"name":"","any":)" + value + "}",
      R"({"unknown":)" + value + R"(,"name":""})",
      R"({"name":"","unknown":{"a":[1,{"b":)" + value + "}]}}",
      R"({"name":"","shapes":[{"kind":"circle","radius":1,"x":)" + value + "}]}",
      R"({"name":"","shapes":[{"kind":"other","x":)" + value + "}]}",
      R"({"name":"","shapes":[{"x":)" + value + R"(,"kind":"other"}]})",
      R"({"name":"","shapes":[{"kind":"circle","radius":1,"kind":)" + value + "}]}",
      R"({"name":"","label":{"text":"","x":)" + value + "}}",
  };
}

// What a lenient reader takes all the same.
constexpr const char* forgiven_words[] = {"\\ud800", "\\udc00", "NaN", "Infinity"};

// What is no JSON, wherever it stands.
constexpr const char* broken_values[] = {"tru",
                                         "nul",
                                         "falsey",
                                         "truee",
                                         "01",
                                         "-01",
                                         "1.",
                                         ".5",
                                         "+1",
                                         "-",
                                         "1e",
                                         "1e+",
                                         "0x10",
                                         "1_000",
                                         "NaN",
                                         "Infinity",
                                         "'x'",
                                         R"("\q")",
                                         R"("\u12")",
                                         R"("\u12G4")",
                                         R"("\ud800")",
                                         R"("\ud800\u0041")",
                                         R"("\udc00")",
                                         "[1,,2]",
                                         "[,1]",
                                         "[1,]",
                                         "[1 2]",
                                         R"({"b":tru})",
                                         R"({"b":1]})",
                                         R"({"b":})",
                                         R"({"b" 1})",
                                         R"({"b":1,})",
                                         R"({,"b":1})",
                                         R"({b:1})",
                                         R"({"b":1 "c":2})",
                                         R"({"b\q":1})",
                                         R"({1:2})",
                                         "\x01",
                                         "a",
                                         R"([1,"y":null}])",
                                         R"(["y":1])",
                                         R"({"a":"y":1})",
                                         R"([1:2])",
                                         R"([null:2])",
                                         R"({"a":{"y":1:2}})",
                                         R"([[]:1])",
                                         R"([[],"a":[]}])"};

}  // namespace

TEST_CASE("what is skipped or kept is checked all the same") {
  for (const auto* bad : broken_values) {
    for (const auto& json : places(bad)) {
      CAPTURE(json);
      const auto error = error_of<Drawing>(json);
      REQUIRE(error);
      // Behind a bracket of the wrong kind the tag cannot be found.
      const bool lost = error->code == "missing_required_parameter" && error->param == "shapes[0].kind";
      CHECK((error->code == "invalid_json" || lost));
      const bool forgiven = std::any_of(std::begin(forgiven_words), std::end(forgiven_words),
                                        [&](const char* word) { return json.find(word) != json.npos; });
      CHECK(error_of<Drawing>(json, {.reading = Reading::lenient}).has_value() != forgiven);
    }
  }
}

TEST_CASE("control bytes behind a number are no white space") {
  for (const char byte : {'\0', '\1', '\v', '\f', '\x1F'}) {
    for (const auto& json : places("-1" + std::string(2, byte))) {
      CAPTURE(json);
      CHECK(error_of<Drawing>(json));
      CHECK(error_of<Drawing>(json, {.reading = Reading::lenient}));
    }
  }
  const auto typed = R"({"name":"","count":1)" + std::string(2, '\0') + "}";
  CHECK(error_of<Drawing>(typed));
  const auto read = parse_owned<Drawing>(typed, {.reading = Reading::lenient});
  if (read) CHECK(to_json(*read).find('\0') == std::string::npos);
}

TEST_CASE("what is well-formed is kept wherever it stands") {
  for (const auto* good : {"true", "null", "0", "-0", "-0.0e-00", "1E400", R"("\u0000\"\\\/")", R"("\ud83d\ude00")",
                           "[]", "{}", "[[],{}]", R"({"":{"":""}})", " [ 1 , 2 ] "}) {
    for (const auto& json : places(good)) {
      CAPTURE(json);
      CHECK_FALSE(error_of<Drawing>(json));
    }
  }
}

TEST_CASE("nothing may follow the document") {
  for (const auto* tail : {"x", "{}", "]", "}", ",", "1", "\"", " null", "\n\n{\"name\":\"\"}"}) {
    CAPTURE(tail);
    CHECK(error_of<Drawing>(R"({"name":""})" + std::string{tail}));
  }
  CHECK_FALSE(error_of<Drawing>(" \r\n\t{\"name\":\"\"}\r\n \t"));
}

TEST_CASE("a document that is cut off anywhere is an error") {
  const std::string json =
      R"({"name":"n\u00e9","done":true,"count":12,"tags":["a"],"shapes":[{"kind":"label","text":"t\"","s":1},{"kind":"rose","of":{"x":[0.5,null]}}],"sizes":{"a":1},"any":[{"b":"c"}],"more":{"d":false}})";
  REQUIRE_FALSE(error_of<Drawing>(json));
  for (std::size_t length = 0; length < json.size(); ++length) {
    CAPTURE(length);
    const auto cut = json.substr(0, length);
    CHECK(error_of<Drawing>(cut));
    CHECK(error_of<Drawing>(cut, {.reading = Reading::lenient}));
  }
}

TEST_CASE("a document with a byte missing is never misread") {
  const std::string json = R"({"name":"n","count":1,"shapes":[{"kind":"circle","radius":1}],"x":[1,{"y":null}]})";
  for (std::size_t at = 0; at < json.size(); ++at) {
    auto shorter = json;
    shorter.erase(at, 1);
    CAPTURE(shorter);
    const auto read = parse_owned<Drawing>(shorter);
    if (!read) continue;
    // What it wrote again must be what a second reading takes.
    const auto again = parse_owned<Drawing>(to_json(*read));
    REQUIRE(again);
    CHECK(*again == *read);
  }
}

TEST_CASE("depth is bounded") {
  const auto nested = [](std::string_view open, std::string_view close, std::size_t depth) {
    return R"({"name":"","x":)" + repeated(open, depth) + "1" + repeated(close, depth) + "}";
  };
  CHECK_FALSE(error_of<Drawing>(nested("[", "]", 63)));
  CHECK(error_of<Drawing>(nested("[", "]", 64))->message.find("too deep") != std::string::npos);
  CHECK_FALSE(error_of<Drawing>(nested(R"({"a":)", "}", 63)));
  CHECK(error_of<Drawing>(nested(R"({"a":)", "}", 64)));
  CHECK(error_of<Drawing>(nested("[", "]", 3), {.max_depth = 3}));
  CHECK_FALSE(error_of<Drawing>(nested("[", "]", 3), {.max_depth = 4}));
  CHECK_FALSE(error_of<Drawing>(nested("[", "]", 999), {.max_depth = 1000}));
  for (const auto depth : {1000U, 1001U, 1024U, 1025U, 100000U, 1000000U}) {
    CHECK(error_of<Drawing>(nested("[", "]", depth)));
    CHECK(error_of<Drawing>(nested(R"({"a":)", "}", depth)));
    CHECK(error_of<Drawing>(repeated("[", depth)));
    CHECK(error_of<Drawing>(repeated(R"({"label":)", depth)));
    CHECK(error_of<Drawing>(nested("[", "]", depth), {.max_depth = std::size_t{1} << 40}));
  }
}

TEST_CASE("what small elements cost is bounded") {
  const ReadOptions little{.max_memory = 10000};
  const auto array = [](std::string_view name, std::string_view item, std::size_t count) {
    auto items = repeated(std::string{item} + ",", count);
    items.pop_back();
    return R"({"name":"",")" + std::string{name} + R"(":[)" + items + "]}";
  };
  CHECK_FALSE(error_of<Drawing>(array("shapes", R"({"kind":"blank"})", 10), little));
  const auto error = error_of<Drawing>(array("shapes", R"({"kind":"blank"})", 1000), little);
  REQUIRE(error);
  CHECK(error->message.find("too many elements") != std::string::npos);
  CHECK(error->param.starts_with("shapes"));
  CHECK(error_of<Drawing>(array("tags", R"("")", 10000), little));
  std::string extras = R"({"name":"")", sizes = R"({"name":"","sizes":{"a":1)";
  for (int i = 0; i < 1000; ++i) {
    extras += ",\"" + std::to_string(i) + "\":0";
    sizes += ",\"" + std::to_string(i) + "\":0";
  }
  CHECK(error_of<Drawing>(extras + "}", little));
  CHECK_FALSE(error_of<Drawing>(extras + "}"));
  CHECK(error_of<Drawing>(sizes + "}}", little));
  CHECK_FALSE(error_of<Drawing>(sizes + "}}"));
}

TEST_CASE("invalid UTF-8 is refused wherever it stands") {
  for (const auto* bytes : {"\xff", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80",
                            "\xf8\x88\x80\x80\x80"}) {
    const std::string bad{bytes};
    for (const auto& json :
         {R"({"name":")" + bad + "\"}", R"({"name":"","x":")" + bad + "\"}", R"({"name":"",")" + bad + "\":1}"}) {
      const auto error = error_of<Drawing>(json);
      REQUIRE(error);
      CHECK(error->message == "The body is not valid JSON: it is not UTF-8.");
      CHECK(error->param == "");
    }
  }
}

TEST_CASE("control characters in strings are refused") {
  for (char c = 0; c < 0x20; ++c) {
    const auto json = R"({"name":")" + std::string(1, c) + "\"}";
    CHECK(error_of<Drawing>(json));
  }
  CHECK_FALSE(error_of<Drawing>("{\"name\":\"\x7f\"}"));
}

TEST_CASE("half a surrogate pair is refused, and replaced when lenient") {
  for (const auto* half :
       {R"(\ud83d)", R"(\ude00)", R"(\ud83d\ud83d)", R"(\ud83d\n)", R"(\ud83dx)", R"(\ude00\ud83d)"}) {
    const auto json = R"({"name":")" + std::string{half} + "\"}";
    CAPTURE(json);
    CHECK(error_of<Drawing>(json)->param == "name");
    const auto lenient = parse_owned<Drawing>(json, {.reading = Reading::lenient});
    REQUIRE(lenient);
    CHECK(lenient->name.view().starts_with("\xEF\xBF\xBD"));
  }
  CHECK(parse_owned<Drawing>(R"({"name":"\ud83d\ude00\uFFFF\u0000"})")->name ==
        std::string_view{"\xF0\x9F\x98\x80\xEF\xBF\xBF\0", 8});
}

TEST_CASE("a huge string with an escape stays inside its buffer, whatever reads it") {
  const std::string huge(std::size_t{1} << 20, 'a');
  for (const auto& json : {
           R"({"name":"","shapes":[{"kind":")" + huge + R"(\n"}]})",
           R"({"name":"","shapes":[{"x":")" + huge + R"(\n","kind":")" + huge + R"(\t"}]})",
           R"({"name":")" + huge + R"(\n",")" + huge + R"(\n":1,"any":")" + huge + R"(\n"})",
           R"({"name":"","sizes":{")" + huge + R"(\n":1}})",
       }) {
    CHECK_FALSE(error_of<Drawing>(json));
    CHECK_FALSE(error_of<Drawing>(json, {.reading = Reading::lenient}));
  }
}

TEST_CASE("an error's path stays short for a huge key") {
  const std::string huge(100000, 'k');
  const auto error = error_of<Drawing>(R"({"name":"","sizes":{")" + huge + R"(":true}})");
  REQUIRE(error);
  CHECK(error->param.size() < 200);
  CHECK(error->message.size() < 1000);
}

TEST_CASE("a struct may be read from any thread's scratch again and again") {
  for (int i = 0; i < 100; ++i) {
    CHECK(error_of<Exact>(R"({"name":"x","note":"y","numbers":[1,"2"]})")->param == "numbers[1]");
    CHECK_FALSE(error_of<Exact>(R"({"name":"x","note":"y","numbers":[1,2]})"));
  }
}
