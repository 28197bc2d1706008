// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/render.hpp>
#include <oaicompat/parsers/render_calls.ipp>

#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline Error no_spelling(const Format& format, std::string_view what) {
  return local_error(ErrorKind::invalid_argument,
                     "The format " + std::string{format.name} + " has no spelling for " + std::string{what} + ".",
                     "no_spelling");
}

inline bool same_json(const JsonTree& a, const JsonTree& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size()) return false;
  if (a.members.size() != b.members.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same_json(a.items[i], b.items[i])) return false;
  }
  for (const auto& [key, value] : a.members) {
    const auto* other = b.find(key);
    if (!other || !same_json(value, *other)) return false;
  }
  return true;
}

/// What a parser reads out of a text, as a turn.
inline SaidTurn read_turn(const Format& format, std::string_view text, const std::vector<ParserTool>& tools,
                          const std::string& named) {
  SaidTurn turn;
  ParserOptions options;
  options.tools = tools;
  options.start = ReasoningRule::Start::text;
  options.named = named;
  Parser parser{format, std::move(options)};
  const auto add = [&](std::span<const ParserEvent> events) {
    for (const auto& event : events) {
      switch (event.kind) {
        case ParserEvent::Kind::text: turn.text += event.text; break;
        case ParserEvent::Kind::reasoning: turn.reasoning += event.text; break;
        case ParserEvent::Kind::call: turn.calls.push_back({std::string{event.text}, {}, std::string{event.id}}); break;
        case ParserEvent::Kind::arguments: turn.calls.back().arguments += event.text; break;
        default: break;
      }
    }
  };
  add(parser.feed(text));
  add(parser.finish(TextEnd::stopped));
  return turn;
}

/// `expected` has the ids that were spelled; empty where a parser makes its own.
inline bool same_calls(const std::vector<SaidCall>& expected, const std::vector<SaidCall>& read) {
  if (expected.size() != read.size()) return false;
  for (std::size_t i = 0; i < read.size(); ++i) {
    const auto x = read_json_tree(expected[i].arguments), y = read_json_tree(read[i].arguments);
    if (expected[i].name != read[i].name || !x || !y || !same_json(*x, *y)) return false;
    if (!expected[i].id.empty() && expected[i].id != read[i].id) return false;
  }
  return true;
}

inline void spell_words(std::string& out, const Spelling& spelling, const SaidTurn& turn) {
  if (!turn.reasoning.empty()) ((out += spelling.reasoning_begin) += turn.reasoning) += spelling.reasoning_end;
  if (turn.text.empty()) return;
  if (!out.empty()) out += spelling.message_mark;
  const bool preamble = !turn.calls.empty() && !spelling.preamble_mark.empty();
  ((out += preamble ? spelling.preamble_mark : spelling.text_begin_mark) += turn.text) += spelling.text_end_mark;
  if (!turn.calls.empty()) out += spelling.text_gap;
}

/// The turn as text. The calls of `turn` get the ids that are spelled.
inline Result<std::string> spell(const Format& format, SaidTurn& turn) {
  const auto& spelling = format.spelling;
  std::string out;
  spell_words(out, spelling, turn);
  if (turn.calls.empty()) return out;
  if (!out.empty()) out += spelling.message_mark;
  if (!spelling.recipient_begin.empty()) {
    ((out += spelling.recipient_begin) += turn.calls.front().name) += spelling.recipient_end;
  }
  out += spelling.begin;
  CallSpeller speller{format, out};
  for (std::size_t i = 0; i < turn.calls.size(); ++i) {
    auto& call = turn.calls[i];
    const auto members = raw_members(call.arguments);
    if (!members) {
      return local_error(ErrorKind::invalid_argument,
                         "The arguments of the call of " + call.name + " are no JSON object.", "invalid_arguments");
    }
    if (i > 0) out += spelling.between;
    const bool counts = format.ids == Ids::functions;
    const bool good = !call.name.empty() && speller.call(call, *members, (counts ? turn.calls_before : 0) + i);
    if (!good) return no_spelling(format, "a call of " + call.name);
    call.id = speller.id_of(call);
  }
  return out += spelling.end;
}

}  // namespace detail

OAICOMPAT_INLINE Result<std::string> render(const Format& format, const SaidTurn& turn,
                                            const std::vector<ParserTool>& tools) {
  const auto& spelling = format.spelling;
  if (spelling.form == Spelling::Form::none) return detail::no_spelling(format, "what models say");
  if (!turn.reasoning.empty() && spelling.reasoning_end.empty()) return detail::no_spelling(format, "reasoning");
  auto spelled = turn;
  auto text = detail::spell(format, spelled);
  if (!text) return text;
  const auto back = detail::read_turn(format, *text, tools, turn.calls.empty() ? "" : turn.calls.front().name);
  if (back.reasoning != turn.reasoning || back.text != turn.text) return detail::no_spelling(format, "this text");
  if (!detail::same_calls(spelled.calls, back.calls)) return detail::no_spelling(format, "these arguments");
  return text;
}

}  // namespace oaicompat::inline v1
