// Every format that is spelled: what is written in it is read back, however it is cut.
// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <oaicompat/parsers/render.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

namespace {

using namespace oaicompat;

struct Case {
  const char* what;
  SaidTurn turn;
  std::string events;
};

vectors::Vector vector_of(const Format& format, std::string raw, TextEnd end = TextEnd::stopped) {
  return {.id = std::string{format.name},
          .format = std::string{format.name},
          .raw = std::move(raw),
          .events = {},
          .reasons = false,
          .end = end};
}

std::vector<const Format*> spelled() {
  std::vector<const Format*> out;
  for (const auto* format : formats()) {
    const auto form = format->spelling.form;
    if (form != Spelling::Form::none && form != Spelling::Form::bare) out.push_back(format);
  }
  return out;
}

// Models put spaces into JSON, or none.
std::string without_spaces(std::string text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ') out += c;
  }
  return out;
}

}  // namespace

TEST_CASE("what is rendered in a format is read back") {
  REQUIRE(spelled().size() == formats().size() - 1);
  for (const auto* format : spelled()) {
    CAPTURE(format->name);
    const auto text = render(*format, {.calls = {{"w", R"({"city":"Rome","n":3})"}, {"z", "{}"}}}, vectors::tools());
    REQUIRE_MESSAGE(text.has_value(), (text ? "" : text.error().message));
    CAPTURE(*text);
    const auto events = without_spaces(vectors::parsed(vector_of(*format, *text), {}));
    if (format->ids == Ids::functions) {
      CHECK(events == R"(Cfunctions.w:0w{"city":"Rome","n":3}Cfunctions.z:1z{})");
    } else if (format->model_ids && format->ids == Ids::random) {
      CHECK(events == R"(C0w{"city":"Rome","n":3}C1z{})");
    } else {
      CHECK(events == R"(C#1w{"city":"Rome","n":3}C#2z{})");
    }
  }
}

TEST_CASE("text around calls stays, and what only sets them apart goes") {
  for (const auto* format : spelled()) {
    const auto& spelling = format->spelling;
    if (format->start != outside && format->headers == MessageHeaders::none && format->openers.empty())
      continue;  // only at the start
    if (!spelling.text_begin_mark.empty() || format->name == "functionary_v32" || format->name == "pythonic") continue;
    CAPTURE(format->name);
    const auto call = render(*format, {.calls = {{"z", "{}"}}}, vectors::tools());
    REQUIRE(call);
    const auto events = vectors::parsed(vector_of(*format, "Hi " + *call + "\nbye"), {});
    CAPTURE(events);
    CHECK(events.starts_with("T\"Hi\" C"));
    CHECK(events.ends_with("z{} T\"bye\""));
  }
}

TEST_CASE("a value may hold the markers of its own format") {
  std::mt19937 random{7};
  for (const auto* format : spelled()) {
    const auto& spelling = format->spelling;
    std::vector<std::string> hostile = {"}", "]", "\\\"", "\\\\", "</think>", "é😀", "{\\\"a\\\":1}",
                                        "'", ",", ")",    "\\n"};
    for (const auto marker :
         {spelling.begin, spelling.call_begin, spelling.call_end, spelling.end, spelling.value_end}) {
      for (std::size_t from = 0; from < marker.size();) {  // each line of it
        const auto past = std::min(marker.find('\n', from), marker.size());
        std::string escaped;
        for (const char c : marker.substr(from, past - from)) {
          if (c == '"' || c == '\\') escaped += '\\';
          escaped += c;
        }
        if (!escaped.empty()) hostile.push_back(escaped + " x");
        from = past + 1;
      }
    }
    for (const auto& text : hostile) {
      CAPTURE(format->name);
      CAPTURE(text);
      const SaidTurn turn{.calls = {{"q", "{\"code\":\"a " + text + " b\"}"}, {"w", "{\"city\":\"Rome\"}"}}};
      const auto raw = render(*format, turn, vectors::tools());
      REQUIRE_MESSAGE(raw.has_value(), (raw ? "" : raw.error().message));
      const auto vector = vector_of(*format, *raw);
      const auto whole = vectors::parsed(vector, {});
      for (int round = 0; round < 4; ++round) {
        std::vector<std::size_t> cuts;
        for (std::size_t at = 1 + random() % 7; at < raw->size(); at += 1 + random() % 7) cuts.push_back(at);
        CHECK(vectors::parsed(vector, cuts) == whole);
      }
    }
  }
}

TEST_CASE(
    "an answer that is cut anywhere gives a beginning of what the whole gives, and never a call that was not made") {
  for (const auto* format : spelled()) {
    CAPTURE(format->name);
    const auto raw =
        render(*format, {.calls = {{"q", R"({"code":"if a < b: return 'x'"})"}, {"w", R"({"city":"Rome"})"}}},
               vectors::tools());
    REQUIRE(raw);
    for (std::size_t n = 0; n <= raw->size(); ++n) {
      CAPTURE(n);
      Parser parser{*format, vectors::options(vector_of(*format, ""))};
      std::vector<std::string> arguments;
      std::vector<ParserEvent::End> ends;
      const auto add = [&](std::span<const ParserEvent> events) {
        for (const auto& event : events) {
          if (event.kind == ParserEvent::Kind::call) arguments.emplace_back();
          if (event.kind == ParserEvent::Kind::arguments) arguments.back() += event.text;
          if (event.kind == ParserEvent::Kind::call_end) ends.push_back(event.end);
        }
      };
      add(parser.feed(std::string_view{*raw}.substr(0, n)));
      add(parser.finish(TextEnd::cut));
      REQUIRE(arguments.size() == ends.size());
      const std::string expected[] = {R"({"code":"if a < b: return 'x'"})", R"({"city":"Rome"})"};
      for (std::size_t i = 0; i < arguments.size() && i < 2; ++i) {
        CHECK(without_spaces(expected[i]).starts_with(without_spaces(arguments[i])));
        if (ends[i] == ParserEvent::End::complete) CHECK(without_spaces(arguments[i]) == without_spaces(expected[i]));
      }
    }
  }
}

TEST_CASE("what a format cannot say is refused, and not said in another way") {
  const auto& hermes = *find_format("hermes");
  CHECK(render(hermes, {.calls = {{"w", "[1]"}}}).error().code == "invalid_arguments");
  CHECK(render(hermes, {.calls = {{"w", "{\"a\":"}}}).error().code == "invalid_arguments");
  CHECK(render(*find_format("llama3_json"), {.reasoning = "hm"}).error().code == "no_spelling");
  CHECK(render(*find_format("qwen3_coder"), {.calls = {{"q", R"({"code":"a</parameter></function> b"})"}}},
               vectors::tools())
            .error()
            .code == "no_spelling");
}

TEST_CASE("reasoning is rendered between its markers") {
  for (const auto* format : spelled()) {
    if (format->spelling.reasoning_end.empty()) continue;
    CAPTURE(format->name);
    const bool only_calls =
        format->start != outside && format->openers.empty() && format->headers == MessageHeaders::none;
    const auto raw =
        render(*format, {.reasoning = "I think.\n\nSo.", .text = only_calls ? "" : "Hi", .calls = {{"z", "{}"}}},
               vectors::tools());
    REQUIRE_MESSAGE(raw.has_value(), (raw ? "" : raw.error().message));
    const auto events = vectors::parsed(vector_of(*format, *raw), {});
    CHECK(events.starts_with("R\"I think.\\n\\nSo.\" "));
    CHECK(events.find(only_calls ? " C" : " T\"Hi\" C") != std::string::npos);
  }
}

TEST_CASE("the arguments of a named tool are rendered alone") {
  const auto& format = *find_format("json_arguments");
  const SaidTurn turn{.reasoning = "Hm.", .calls = {{"w", R"({"city":"Rome"})"}}};
  const auto raw = render(format, turn, vectors::tools());
  REQUIRE_MESSAGE(raw.has_value(), (raw ? "" : raw.error().message));
  auto vector = vector_of(format, *raw);
  vector.settings = "named=w";
  CHECK(vectors::parsed(vector, {}) == R"(R"Hm." C#1 w{"city":"Rome"})");
  CHECK(render(format, {.calls = {{"w", "{}"}, {"w", "{}"}}}).error().code == "no_spelling");
}

TEST_CASE("ids are written where the format spells them and its models could have made them") {
  const auto text = [](const char* format, SaidTurn turn) {
    const auto raw = render(*find_format(format), turn, vectors::tools());
    return raw ? *raw : raw.error().code;
  };
  CHECK(text("solar_open", {.calls = {{"z", "{}", "k7"}}}) ==
        "<|tool_call:begin|>k7<|tool_call:name|>z<|tool_call:args|>{}<|tool_call:end|>");
  CHECK(text("mistral_v3", {.calls = {{"z", "{}", "Ab3dE6gH9"}, {"z", "{}", "call_1"}}}) ==
        R"([TOOL_CALLS] [{"name": "z", "arguments": {}, "id": "Ab3dE6gH9"}, {"name": "z", "arguments": {}}])");
  const auto kimi =
      text("kimi_k2", {.calls = {{"z", "{}", "functions.z:7"}, {"z", "{}", "call_1"}}, .calls_before = 3});
  CHECK(kimi.find("functions.z:7<") != std::string::npos);
  CHECK(kimi.find("functions.z:4<") != std::string::npos);
  CHECK(text("kimi_k2", {.calls = {{"z", "{}", "functions.z:7"}, {"z", "{}", "functions.z:7"}}}) == "no_spelling");
  CHECK(text("kimi_k3", {.calls = {{"z", "{}"}, {"z", "{}"}}, .calls_before = 3}).find("index=\"2\"") !=
        std::string::npos);
  CHECK(text("cohere_json", {.calls = {{"z", "{}", "call_1"}}}).find("\"tool_call_id\": \"0\"") != std::string::npos);
}

// The first vector of each family is its models' own spelling.
TEST_CASE("what the models write is what is rendered of what they said") {
  std::size_t told = 0;
  for (const auto& vector : vectors::all()) {
    if (!vector.id.ends_with(".1") || !vector.settings.empty() || !find_format(vector.format)) continue;
    // Those have text that white space is taken off, text behind the calls, or a spelling that is merely accepted.
    static const std::set<std::string> others = {"lon.1", "lla.1", "mi3.1", "int.1", "xla.1", "gig.1",
                                                 "mm2.1", "mcp.1", "olm.1", "lfm.1", "ge4.1", "ids.1"};
    if (others.contains(vector.id)) continue;
    const auto& format = *find_format(vector.format);
    CAPTURE(vector.id);
    Parser parser{format, vectors::options(vector)};
    SaidTurn turn;
    const auto add = [&](std::span<const ParserEvent> events) {
      for (const auto& event : events) {
        if (event.kind == ParserEvent::Kind::text) turn.text += event.text;
        if (event.kind == ParserEvent::Kind::reasoning) turn.reasoning += event.text;
        if (event.kind == ParserEvent::Kind::call)
          turn.calls.push_back({std::string{event.text}, {}, std::string{event.id}});
        if (event.kind == ParserEvent::Kind::arguments) turn.calls.back().arguments += event.text;
      }
    };
    add(parser.feed(vector.raw));
    add(parser.finish(vector.end));
    const auto raw = render(format, turn, vectors::tools());
    REQUIRE_MESSAGE(raw.has_value(), (raw ? "" : raw.error().message));
    const std::string begun{vector.reasons ? format.spelling.reasoning_begin : ""};
    CHECK(*raw == begun + vector.raw);
    ++told;
  }
  CHECK(told >= 30);
}
