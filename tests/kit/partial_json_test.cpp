// SPDX-License-Identifier: MIT
#include <oaicompat/kit/partial_json.hpp>
#include <oaicompat/kit/structured.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace partial_json_test {

using namespace oaicompat;

std::string closed(std::string_view text) {
  PartialJson json;
  json.add(text);
  return json.closed().value_or("none");
}

TEST_CASE("a prefix of JSON is closed after what is whole") {
  const struct {
    const char *prefix, *closed;
  } cases[] = {
      {"", "none"},
      {"```json\n", "none"},
      {"```json\n{", "{}"},
      {R"({ "a)", "{}"},
      {R"({"a")", "{}"},
      {R"({"a":)", "{}"},
      {R"({"a": ")", R"({"a": ""})"},
      {R"({"a":"b)", R"({"a":"b"})"},
      {R"({"a":"b\)", R"({"a":"b"})"},
      {R"({"a":"b\n)", R"({"a":"b\n"})"},
      {R"({"a":"b\u00)", R"({"a":"b"})"},
      {R"({"a":"b\u00e9)", R"({"a":"b\u00e9"})"},
      {R"({"a":"b\ud83d)", R"({"a":"b"})"},
      {R"({"a":"b\ud83d\ude0)", R"({"a":"b"})"},
      {R"({"a":"b\uD83D\uDE00)", R"({"a":"b\uD83D\uDE00"})"},
      {"{\"a\":\"\xc3", R"({"a":""})"},
      {"{\"a\":\"\xf0\x9f\x98\x80", "{\"a\":\"\xf0\x9f\x98\x80\"}"},
      {R"({"a":12)", "{}"},
      {R"({"a":12,)", R"({"a":12})"},
      {R"({"a":tru)", "{}"},
      {R"({"a":true })", R"({"a":true })"},
      {R"({"a":[1,2)", R"({"a":[1]})"},
      {R"({"a":[1,{"b":"c","d)", R"({"a":[1,{"b":"c"}]})"},
      {R"({"a":{"b":[)", R"({"a":{"b":[]}})"},
      {R"({"a":"}]\"{"}``` and {more)", R"({"a":"}]\"{"})"},
      {R"({"a":[})", "none"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.prefix);
    CHECK(closed(each.prefix) == each.closed);
  }
}

TEST_CASE("however a text is cut, its closed prefix is JSON") {
  const std::string text = R"( {"s":"a\\\"\u00e9\ud83d\ude00)"
                           "\xc3\xa9\xe2\x82\xac"
                           R"(","n":-1.5e3,"l":[true,null,[],{}, {"k":"v"}],"o":{"p":{"q":[1 , 2]}}} )";
  for (std::size_t n = 0; n <= text.size(); ++n) {
    PartialJson whole, bytes;
    whole.add(text.substr(0, n));
    for (const char c : text.substr(0, n)) bytes.add({&c, 1});
    const auto made = whole.closed();
    CHECK(made == bytes.closed());
    CAPTURE(n);
    if (made) CHECK(Json::checked(*made).has_value());
    CHECK(whole.complete() == (n + 1 >= text.size()));
  }
}

TEST_CASE("text that nests too deep has no closed form, and costs no more") {
  PartialJson json{8};
  json.add(R"({"a":)");
  for (int i = 0; i < 100'000; ++i) json.add("[");
  CHECK_FALSE(json.closed().has_value());
  CHECK(json.size() < 20);
}

}  // namespace partial_json_test
