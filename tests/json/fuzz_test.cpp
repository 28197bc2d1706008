// A valid document, damaged at random: it is read the same by all readers or refused by all, and nothing breaks.
// SPDX-License-Identifier: MIT
#include "json/shapes.hpp"

#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace oaicompat;

namespace {

const char* const drawings[] = {
    R"({"name":"n\u00e9","done":true,"count":12,"scale":-1.5e-3,"note":null,"tags":["a","b"],"any":[{"b":"c"}],"more":{"d":false}})",
    R"({"name":"","shapes":[{"kind":"circle","radius":1},{"kind":"rose","of":{"x":[0.5,null]}},{"x":1,"kind":"label","text":"t"}],"sizes":{"a":1},"label":{"text":"l","y":"\ud83d\ude00"}})",
};
const char* const requests[] = {
    R"({"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"u","detail":"low"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"c","content":"4"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],"tool_choice":"auto","stop":["x"],"logit_bias":{"50256":-100},"top_k":40,"response_format":{"type":"json_object"}})",
};

std::string damaged(std::string json, std::mt19937& random) {
  constexpr std::string_view bytes = "{}[]:,\"\\ \n019.-+eEtfnul\x00\xff\xc3\xa9ud8";
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
  for (auto blows = 1 + below(4); blows > 0 && !json.empty(); --blows) {
    const auto at = below(json.size());
    const auto length = 1 + below(std::min<std::size_t>(12, json.size() - at));
    switch (below(6)) {
      case 0: json.erase(at, length); break;
      case 1: json[at] = bytes[below(bytes.size())]; break;
      case 2: json.insert(at, 1, bytes[below(bytes.size())]); break;
      case 3: json.insert(below(json.size()), json.substr(at, length)); break;
      case 4: json.resize(at); break;
      default: json[at] = static_cast<char>(below(256));
    }
  }
  return json;
}

// The number of documents that could be read.
template <class T>
int check(const std::string& json) {
  const auto owned = parse_owned<T>(json);
  const auto borrowed = parse<T>(json);
  const auto lenient = parse_owned<T>(json, {.reading = Reading::lenient});
  bool right = owned.has_value() == borrowed.has_value();
  if (owned) {
    const auto written = to_json(*owned);
    const auto again = parse_owned<T>(written);
    right = right && **borrowed == *owned && lenient && again && to_json(*again) == written;
  } else {
    right = right && owned.error() == borrowed.error() && owned.error().kind == ErrorKind::parse &&
            !owned.error().message.empty();
  }
  if (lenient) right = right && parse_owned<T>(to_json(*lenient), {.reading = Reading::lenient});
  if (!right) FAIL_CHECK(json);
  return owned ? 1 : 0;
}

}  // namespace

TEST_CASE("damaged documents are read alike or refused alike") {
  std::mt19937 random{20260822};
  int readable = 0;
  constexpr int rounds = 20000;
  for (int i = 0; i < rounds; ++i) {
    for (const auto* json : drawings) readable += check<shapes::Drawing>(damaged(json, random));
    for (const auto* json : requests) readable += check<ChatRequest>(damaged(json, random));
  }
  CHECK(readable > rounds / 10);
  CHECK(readable < rounds * 2);
}

TEST_CASE("random bytes are refused") {
  std::mt19937 random{7};
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 64, '\0');
    for (auto& each : bytes) each = static_cast<char>(random());
    CHECK_FALSE(parse_owned<shapes::Drawing>(bytes));
  }
}
