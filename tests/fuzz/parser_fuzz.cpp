// Models' raw text: the same events however it is cut, whole calls with JSON for arguments, and nothing but UTF-8.
// SPDX-License-Identifier: MIT
#include "fuzz/laws.hpp"

#include <oaicompat/parsers/formats.hpp>
#include <oaicompat/parsers/parser.hpp>

#include <iterator>
#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;
using fuzz::require;

namespace {

std::vector<ParserTool> tools() {
  return {{"w", R"({"type":"object","properties":{"city":{"type":"string"},"n":{"type":"integer"},)"
                R"("u":{"type":["string","null"]}}})"},
          {"q", R"({"type":"object","properties":{"code":{"type":"string"}}})"},
          {"z", R"({"type":"object","properties":{}})"},
          {"o", R"({"type":"object","properties":{"d":{"type":"object"},"a":{"type":"array","items":{"type":)"
                R"("string"}},"b":{"type":"boolean"},"x":{"type":"number"}}})"}};
}

// The choices of three bytes.
ParserOptions options_of(unsigned choices, unsigned more, unsigned policies) {
  ParserOptions options;
  if (choices & 1) options.calls = ParserOptions::Calls::text;
  if (choices & 2) options.parallel = ParserOptions::Parallel::first;
  using Unknown = ParserOptions::UnknownTool;
  constexpr Unknown unknown[] = {Unknown::call, Unknown::text, Unknown::drop, Unknown::call};
  options.unknown_tool = unknown[choices >> 2 & 3];
  if (choices & 16) options.reasoning = ParserOptions::Reasoning::text;
  if (choices & 32) options.unclosed = ParserOptions::Unclosed::text;
  using Start = ReasoningRule::Start;
  if (choices & 64) options.start = choices & 128 ? Start::reasoning : Start::text;
  if (!(more & 1)) options.tools = tools();
  if (more & 2) options.stops = {"STOP", "\n\n", "</"};
  if (more & 4) options.prefix = "<think>\n";
  if (more & 8) options.named = "w";
  if (more & 32) options.special_tokens = {"<tool_call>", "<think>", "<|", "[TOOL_CALLS]"};
  if (policies & 1) options.stop_in = ParserOptions::StopIn::text;
  if (policies & 2) options.truncated = ParserOptions::Truncated::close;
  if (policies & 4) options.untyped = ParserOptions::Untyped::infer;
  if (policies & 8) options.wrapped = ParserOptions::Wrapped::keep;
  if (policies & 16) options.builtin = ParserOptions::Builtin::event;
  if (policies & 32) options.calls_before = 7;
  options.make_id = [n = 0]() mutable { return "#" + std::to_string(++n); };
  return options;
}

struct Told {
  ParserEvent::Kind kind = ParserEvent::Kind::text;
  ParserEvent::End end = ParserEvent::End::complete;
  std::string text = {}, id = {};
  std::size_t index = 0;
  bool operator==(const Told&) const = default;
};

class Story {
 public:
  void add(std::span<const ParserEvent> events, std::size_t read) {
    for (const auto& event : events) {
      // A byte that is no UTF-8 counts as the three of U+FFFD.
      require(event.begin <= event.past && event.past <= 3 * (read + 1), "an event stands in the text");
      if (event.kind == ParserEvent::Kind::problem) continue;
      const bool joins = event.kind != ParserEvent::Kind::call && event.kind != ParserEvent::Kind::call_end &&
                         event.kind != ParserEvent::Kind::builtin;
      if (joins && !told.empty() && told.back().kind == event.kind) {
        told.back().text += event.text;
      } else {
        told.push_back({event.kind, event.end, std::string{event.text}, std::string{event.id}, event.index});
      }
      const auto quoted = "\"" + without_controls(event.text) + "\"";
      require(fuzz::is_json(quoted), "every event is whole characters of UTF-8", event.text);
    }
  }
  std::string written() const {
    std::string out;
    for (const auto& each : told) {
      out += "TRCA./Bb"[static_cast<int>(each.kind)];
      if (each.kind == ParserEvent::Kind::call_end) out += "ctm"[static_cast<int>(each.end)];
      out += '{' + each.id + without_controls(each.text) + "}\n";
    }
    return out;
  }
  std::vector<Told> told;
  bool stopped = false;

 private:
  static std::string without_controls(std::string_view text) {
    std::string out;
    for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' ? ' ' : c;
    return out;
  }
};

// Where the first special token stands, and which it is.
std::pair<std::size_t, std::string_view> first_special(const ParserOptions& options, std::string_view text) {
  std::pair<std::size_t, std::string_view> first{text.size(), {}};
  for (const auto& token : options.special_tokens) {
    if (const auto at = text.find(token); at < first.first) first = {at, token};
  }
  return first;
}

// Special tokens come whole; all else in pieces.
Story parse(const Format& format, const ParserOptions& options, std::string_view text, unsigned seed, TextEnd end) {
  Parser parser{format, options};
  Story story;
  std::size_t read = options.prefix.size();
  const auto feed = [&](std::string_view piece, TokenKind kind) {
    const std::string alone{piece};  // nothing may be looked at once it has been read
    story.add(parser.feed(alone, kind), read += piece.size());
    return true;
  };
  for (auto rest = text; !rest.empty();) {
    const auto [at, token] = first_special(options, rest);
    fuzz::in_pieces(rest.substr(0, at), seed, [&](auto piece) { return feed(piece, TokenKind::ordinary); });
    if (!token.empty()) feed(token, TokenKind::special);
    rest.remove_prefix(at + token.size());
  }
  story.add(parser.finish(end), read + text.size());
  require(parser.feed(text).empty() && parser.finish(end).empty(), "nothing follows the end");
  story.stopped = parser.stopped();
  return story;
}

// Calls begin, have arguments and end, one after the other; whole ones have a JSON object.
void check_calls(const Story& story, bool closes) {
  std::string arguments;
  bool open = false;
  std::size_t calls = 0;
  for (const auto& each : story.told) {
    switch (each.kind) {
      case ParserEvent::Kind::call:
        require(!std::exchange(open, true), "a call ends before the next begins", story.written());
        require(!each.text.empty() && !each.id.empty(), "a call has a name and an id", story.written());
        require(each.index == calls++, "calls are counted", story.written());
        arguments.clear();
        break;
      case ParserEvent::Kind::arguments:
        require(open, "arguments stand in a call", story.written());
        arguments += each.text;
        break;
      case ParserEvent::Kind::call_end:
        require(std::exchange(open, false), "what ends has begun", story.written());
        if (each.end == ParserEvent::End::complete || (closes && each.end == ParserEvent::End::truncated)) {
          require(fuzz::is_json(arguments) && arguments[arguments.find_first_not_of(" \t\r\n")] == '{',
                  "the arguments of a whole call are a JSON object", story.written());
        }
        break;
      default: require(!open, "nothing is said within a call", story.written());
    }
  }
  require(!open, "the last call ends", story.written());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const auto& format = *formats()[input.choice() % formats().size()];
  const auto choices = input.choice(), more = input.choice(), policies = input.choice(), seed = input.choice();
  const auto end = more & 16 ? TextEnd::cut : TextEnd::stopped;
  const auto options = options_of(choices, more, policies);
  const auto whole = parse(format, options, input.rest(), 0, end);
  for (const auto cut : {1U, seed + 2}) {
    const auto pieces = parse(format, options, input.rest(), cut, end);
    require(pieces.told == whole.told && pieces.stopped == whole.stopped, "the events do not depend on the cuts",
            std::string{format.name} + "\nwhole:\n" + whole.written() + "in pieces:\n" + pieces.written());
  }
  check_calls(whole, options.truncated == ParserOptions::Truncated::close);
  return 0;
}
