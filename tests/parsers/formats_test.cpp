// Every format, by rule: answers that are written by render or taken from the tables, cut and broken in every way.
// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <oaicompat/parsers/render.hpp>
#include <oaicompat/parsers/typed_value.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace {

using namespace oaicompat;

// An event with its neighbours of one kind joined.
struct Said {
  ParserEvent::Kind kind = ParserEvent::Kind::text;
  std::string text{}, arguments{};
  std::optional<ParserEvent::End> end{};
  bool operator==(const Said&) const = default;
};

// The name of a call that began in what the prompt ends with.
constexpr std::string_view begun_before = "(begun)";

void join(std::vector<Said>& all, std::span<const ParserEvent> events) {
  for (const auto& event : events) {
    const bool of_call = event.kind == ParserEvent::Kind::arguments || event.kind == ParserEvent::Kind::call_end;
    if (of_call && (all.empty() || all.back().end || all.back().kind != ParserEvent::Kind::call)) {
      all.push_back({ParserEvent::Kind::call, std::string{begun_before}, {}, {}});
    }
    switch (event.kind) {
      case ParserEvent::Kind::problem: break;
      case ParserEvent::Kind::call: all.push_back({event.kind, std::string{event.text}, {}, {}}); break;
      case ParserEvent::Kind::arguments: all.back().arguments += event.text; break;
      case ParserEvent::Kind::call_end: all.back().end = event.end; break;
      default:
        if (all.empty() || all.back().kind != event.kind) all.push_back({event.kind, {}, {}, {}});
        all.back().text += event.text;
    }
  }
}

std::vector<Said> said(const vectors::Vector& vector, std::string_view raw, const std::vector<std::size_t>& cuts,
                       TextEnd end) {
  Parser parser{*find_format(vector.format), vectors::options(vector)};
  std::vector<Said> all;
  std::size_t from = 0;
  for (const auto cut : cuts) join(all, parser.feed(raw.substr(from, cut - from))), from = cut;
  join(all, parser.feed(raw.substr(from)));
  join(all, parser.finish(end));
  return all;
}

std::string written(const std::vector<Said>& all) {
  std::string out;
  for (const auto& one : all) {
    out += one.kind == ParserEvent::Kind::text ? "T" : one.kind == ParserEvent::Kind::reasoning ? "R" : "C";
    if (one.end) out += std::to_string(static_cast<int>(*one.end));
    out += '"' + one.text + '"' + one.arguments + ' ';
  }
  return out;
}

// What holds for every text, sensible or not.
void check_laws(const std::vector<Said>& all) {
  for (const auto& one : all) {
    if (one.kind != ParserEvent::Kind::call) continue;
    CAPTURE(one.arguments);
    REQUIRE(one.end.has_value());
    CHECK(!one.text.empty());
    if (*one.end != ParserEvent::End::complete || one.text == begun_before) continue;
    const auto tree = detail::read_json_tree(one.arguments);
    REQUIRE(tree.has_value());
    CHECK(tree->kind == detail::JsonTree::Kind::object);
  }
}

// An answer that broke off says a beginning of what the whole one says, and at its end at most what was held back.
void check_beginning(const std::vector<Said>& part, const std::vector<Said>& whole, std::string_view raw) {
  REQUIRE(part.size() <= whole.size() + 1);
  for (std::size_t i = 0; i < part.size(); ++i) {
    const auto& one = part[i];
    const Said none;
    const auto& full = i < whole.size() ? whole[i] : none;
    if (i + 1 < part.size() && one.kind == ParserEvent::Kind::call) {
      CHECK(written({one}) == written({full}));
    } else if (i + 1 < part.size()) {  // a span of reasoning may be joined to the next
      CHECK(one.kind == full.kind);
      CHECK(full.text.starts_with(one.text));
    } else if (one.kind == ParserEvent::Kind::call) {
      CHECK(one.text == full.text);
      CHECK(full.arguments.starts_with(one.arguments));
      if (one.end == ParserEvent::End::complete) CHECK(one.arguments == full.arguments);
    } else {
      std::string_view held{one.text};
      constexpr std::string_view half_character = "\xEF\xBF\xBD";
      if (held.ends_with(half_character)) held.remove_suffix(half_character.size());
      std::size_t same = 0;
      while (one.kind == full.kind && same < std::min(held.size(), full.text.size()) && held[same] == full.text[same]) {
        ++same;
      }
      held.remove_prefix(same);
      CAPTURE(held);
      CHECK(raw.find(held) != std::string_view::npos);
    }
  }
}

std::vector<SaidTurn> turns() {
  return {
      {.calls = {{"w", R"({"city":"Rome","n":3})"}}},
      {.calls = {{"w", R"({"city":"A"})"}, {"w", R"({"city":"A"})"}, {"z", "{}"}}},
      {.calls = {{"o", R"({"d":{"k":[1,{"l":null}],"m":{"n":{}}},"a":["x","y"],"b":true,"x":-1.5e3})"}}},
      {.calls = {{"q", R"({"code":"if (a < b) { s = \"x\\n\"; }\n\treturn '\\';"})"}}},
      {.calls = {{"q", R"({"code":"é 😀 \u00e9 ｜ ▁ <｜"})"}, {"t", R"({"name":null,"tags":[],"user-id":"7"})"}}},
      {.text = "Only words, and 1 < 2 {so} [it] is."},
      {.text = "First.", .calls = {{"z", "{}"}, {"w", R"({"city":""})"}}},
      {.reasoning = "Hm: {\"a\"} or <b>?\n\nSo.", .text = "Then.", .calls = {{"w", R"({"city":"Ro me"})"}}},
  };
}

std::vector<vectors::Vector> rendered() {
  std::vector<vectors::Vector> all;
  for (const auto* format : formats()) {
    for (const auto& turn : turns()) {
      auto raw = render(*format, turn, vectors::tools());
      if (!raw) continue;
      all.push_back(
          {.id = std::string{format->name}, .format = std::string{format->name}, .raw = std::move(*raw), .events = {}});
    }
  }
  return all;
}

// Rendered turns, and the texts of the tables.
std::vector<vectors::Vector> seeds() {
  auto all = rendered();
  for (const auto* name : {"parser_vectors.tsv", "parser_faults.tsv"}) {
    for (auto& vector : vectors::all(name)) all.push_back(std::move(vector));
  }
  return all;
}

// The markers that a format knows.
std::vector<std::string> markers(const Format& format) {
  std::vector<std::string> all = {"<think>", "</think>", "{", "}", "\"", "\\", "\n", "]", "é"};
  const auto add = [&](std::span<const Edge> edges) {
    for (const auto& edge : edges) all.emplace_back(edge.marker);
  };
  add(format.openers);
  for (const auto& state : format.states) add(state.edges);
  for (const auto list : {format.reasoning.open, format.reasoning.close, format.wrappers, format.orphans}) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

// One change at a place where a marker stands, or anywhere.
std::string broken(std::string raw, const std::vector<std::string>& marks, std::mt19937& random) {
  const auto& mark = marks[random() % marks.size()];
  const auto& other = marks[random() % marks.size()];
  auto at = raw.find(mark, random() % (raw.size() + 1));
  if (at == std::string::npos) at = raw.find(mark);
  const auto place = random() % (raw.size() + 1);
  switch (random() % 6) {
    case 0: return raw.insert(place, mark);
    case 1: return raw.insert(place, mark.substr(0, 1 + random() % mark.size()));
    case 2: return raw.erase(place, 1 + random() % 3);
    case 3: return at == std::string::npos ? raw : raw.erase(at, mark.size());
    case 4: return at == std::string::npos ? raw : raw.insert(at, mark);
    default: return at == std::string::npos ? raw : raw.replace(at, mark.size(), other);
  }
}

}  // namespace

TEST_CASE("most formats can write every kind of turn") {
  std::size_t written_turns = 0, spelled = 0;
  for (const auto* format : formats()) {
    if (format->spelling.form == Spelling::Form::none) continue;
    ++spelled;
    for (const auto& turn : turns()) written_turns += render(*format, turn, vectors::tools()).has_value() ? 1 : 0;
  }
  CHECK(spelled == formats().size());
  CHECK(written_turns >= spelled * 6);
}

TEST_CASE("however an answer is cut into pieces, it says the same") {
  for (const auto& seed : rendered()) {
    CAPTURE(seed.id);
    CAPTURE(seed.raw);
    const auto whole = written(said(seed, seed.raw, {}, seed.end));
    for (const std::size_t size : {1, 2, 3, 5, 8, 13, 64}) {
      CAPTURE(size);
      CHECK(written(said(seed, seed.raw, vectors::cuts_of(seed.raw.size(), size), seed.end)) == whole);
    }
    for (std::size_t at = 1; at < seed.raw.size(); ++at) {
      CAPTURE(at);
      CHECK(written(said(seed, seed.raw, {at}, seed.end)) == whole);
    }
  }
}

TEST_CASE("an answer that breaks off says a beginning of the whole") {
  for (const auto& seed : seeds()) {
    CAPTURE(seed.id);
    CAPTURE(seed.raw);
    const auto whole = said(seed, seed.raw, {}, seed.end);
    check_laws(whole);
    for (std::size_t length = 0; length < seed.raw.size(); ++length) {
      CAPTURE(length);
      const auto raw = std::string_view{seed.raw}.substr(0, length);
      const auto part = said(seed, raw, {}, TextEnd::cut);
      check_laws(part);
      if (seed.settings.find("truncated=close") != std::string::npos) {  // no beginning, but JSON
        for (const auto& one : part) {
          const bool json = one.kind != ParserEvent::Kind::call || detail::read_json_tree(one.arguments).has_value();
          CHECK_MESSAGE(json, one.arguments);
        }
        continue;
      }
      check_laws(said(seed, raw, {}, TextEnd::stopped));
      check_beginning(part, whole, raw);
    }
  }
}

TEST_CASE("broken answers say the same in all pieces, and what follows them is not lost") {
  std::mt19937 random{20261128};
  for (const auto& seed : seeds()) {
    const auto marks = markers(*find_format(seed.format));
    for (int round = 0; round < 12; ++round) {
      auto raw = broken(seed.raw, marks, random);
      if (round % 3 == 0) raw = broken(std::move(raw), marks, random);
      CAPTURE(seed.id);
      CAPTURE(raw);
      const auto whole = said(seed, raw, {}, seed.end);
      check_laws(whole);
      for (const std::size_t size : {std::size_t{1}, std::size_t{2} + random() % 9}) {
        CAPTURE(size);
        CHECK(written(said(seed, raw, vectors::cuts_of(raw.size(), size), seed.end)) == written(whole));
      }
    }
  }
}
