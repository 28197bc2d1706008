// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/json_scanner.ipp>
#include <oaicompat/parsers/render.hpp>
#include <oaicompat/parsers/typed_value.ipp>

#include <optional>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

/// A member of an object: its key decoded, its value as it stands.
struct RawMember {
  std::string key;
  std::string_view value;
};

/// The members of a JSON object, in order; nothing where the text is none.
inline std::optional<std::vector<RawMember>> raw_members(std::string_view json) {
  json = trimmed(json);
  if (!is_json(json) || json.front() != '{') return {};
  std::vector<RawMember> members;
  std::size_t at = 1;
  const auto next = [&] { return at = json.find_first_not_of(" \t\r\n,:", at); };
  std::string copied;
  while (json[next()] != '}') {
    const auto read = [&] {
      JsonScanner scanner;
      copied.clear();
      const auto from = at;
      at += scanner.scan(json.substr(at), copied).used;
      return trimmed(json.substr(from, at - from));
    };
    const auto key = read_json_tree(read());
    next();
    if (!key) return {};
    members.push_back({key->text, read()});
  }
  return members;
}

inline void append_python(std::string& out, const JsonTree& value) {
  const auto string = [&](std::string_view text) {
    out += '\'';
    for (const char c : text) {
      switch (c) {
        case '\'': out += "\\'"; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: out += c;
      }
    }
    out += '\'';
  };
  bool first = true;
  const auto comma = [&] { out += std::exchange(first, false) ? "" : ", "; };
  switch (value.kind) {
    case JsonTree::Kind::null: out += "None"; break;
    case JsonTree::Kind::boolean: out += value.text == "true" ? "True" : "False"; break;
    case JsonTree::Kind::number: out += value.text; break;
    case JsonTree::Kind::string: string(value.text); break;
    case JsonTree::Kind::array:
      out += '[';
      for (const auto& item : value.items) comma(), append_python(out, item);
      out += ']';
      break;
    case JsonTree::Kind::object:
      out += '{';
      for (const auto& [key, member] : value.members) comma(), string(key), out += ": ", append_python(out, member);
      out += '}';
  }
}

/// False where a string or key holds what the dialect has no spelling for.
inline bool append_gemma(std::string& out, const JsonTree& value, std::string_view mark) {
  bool first = true, good = true;
  const auto comma = [&] { out += std::exchange(first, false) ? "" : ","; };
  switch (value.kind) {
    case JsonTree::Kind::string:
      good = value.text.find(mark) == std::string::npos;
      out += std::string{mark} + value.text + std::string{mark};
      break;
    case JsonTree::Kind::array:
      out += '[';
      for (const auto& item : value.items) comma(), good = append_gemma(out, item, mark) && good;
      out += ']';
      break;
    case JsonTree::Kind::object:
      out += '{';
      for (const auto& [key, member] : value.members) {
        comma();
        good = good && !key.empty() && key.find_first_of("{}[]():,\"' \n\t<>") == std::string::npos;
        out += key + ':';
        good = append_gemma(out, member, mark) && good;
      }
      out += '}';
      break;
    default: out += value.text.empty() ? "null" : value.text;
  }
  return good;
}

/// One call, in the spelling of the format; nothing where it has none for it.
class CallSpeller {
 public:
  CallSpeller(const Format& format, std::string& out) : format_{format}, spelling_{format.spelling}, out_{out} {}

  bool call(const SaidCall& call, const std::vector<RawMember>& members, std::size_t index) {
    out_ += spelling_.call_begin;
    bool good = true;
    switch (spelling_.form) {
      case Spelling::Form::object: object(call); break;
      case Spelling::Form::named:
        out_ += "{";
        append_string(out_, call.name);
        out_ += ": " + call.arguments + "}";
        break;
      case Spelling::Form::arguments:
        out_ += call.name;
        if (format_.model_ids && spelling_.call_begin.ends_with("functions.")) out_ += ":" + std::to_string(index);
        (out_ += spelling_.name_end) += call.arguments;
        break;
      case Spelling::Form::values: good = values(call, members); break;
      case Spelling::Form::python: good = python(call, members); break;
      default: {
        out_ += call.name;
        const auto tree = read_json_tree(call.arguments);
        good = tree && append_gemma(out_, *tree, format_.string_mark);
      }
    }
    out_ += spelling_.call_end;
    return good;
  }

 private:
  void object(const SaidCall& call) {
    out_ += '{';
    append_string(out_, spelling_.name_key);
    out_ += ": ";
    append_string(out_, call.name);
    out_ += ", ";
    append_string(out_, spelling_.arguments_key);
    out_ += ": " + call.arguments + "}";
  }
  bool values(const SaidCall& call, const std::vector<RawMember>& members) {
    (out_ += call.name) += spelling_.name_end;
    for (const auto& [key, value] : members) {
      const auto tree = read_json_tree(value);
      if (!tree || key.empty() || key.find_first_of("<>\"'= \n") != std::string::npos) return false;
      const bool text = tree->kind == JsonTree::Kind::string;
      (out_ += spelling_.key_begin) += key;
      (out_ += text ? spelling_.text_begin : spelling_.json_begin) += text ? std::string_view{tree->text} : value;
      out_ += spelling_.value_end;
    }
    return true;
  }
  bool python(const SaidCall& call, const std::vector<RawMember>& members) {
    (out_ += call.name) += '(';
    bool first = true;
    for (const auto& [key, value] : members) {
      const auto tree = read_json_tree(value);
      if (!tree || key.empty() ||
          key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") !=
              std::string::npos) {
        return false;
      }
      if (!std::exchange(first, false)) out_ += ", ";
      (out_ += key) += '=';
      append_python(out_, *tree);
    }
    out_ += ')';
    return true;
  }
  const Format& format_;
  const Spelling& spelling_;
  std::string& out_;
};

inline Error no_spelling(const Format& format, std::string_view what) {
  return local_error(ErrorKind::usage,
                     "The format " + std::string{format.name} + " has no spelling for " + std::string{what} + ".",
                     "no_spelling");
}

}  // namespace detail

namespace detail {

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
inline SaidTurn read_turn(const Format& format, std::string_view text, const std::vector<ParserTool>& tools) {
  SaidTurn turn;
  ParserOptions options;
  options.tools = tools;
  options.start = ReasoningRule::Start::text;
  Parser parser{format, std::move(options)};
  const auto add = [&](std::span<const ParserEvent> events) {
    for (const auto& event : events) {
      switch (event.kind) {
        case ParserEvent::Kind::text: turn.text += event.text; break;
        case ParserEvent::Kind::reasoning: turn.reasoning += event.text; break;
        case ParserEvent::Kind::call: turn.calls.push_back({std::string{event.text}, {}}); break;
        case ParserEvent::Kind::arguments: turn.calls.back().arguments += event.text; break;
        default: break;
      }
    }
  };
  add(parser.feed(text));
  add(parser.finish(TextEnd::stopped));
  return turn;
}

inline bool same_calls(const std::vector<SaidCall>& a, const std::vector<SaidCall>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto x = read_json_tree(a[i].arguments), y = read_json_tree(b[i].arguments);
    if (a[i].name != b[i].name || !x || !y || !same_json(*x, *y)) return false;
  }
  return true;
}

inline Result<std::string> spell(const Format& format, const SaidTurn& turn) {
  const auto& spelling = format.spelling;
  std::string out;
  if (!turn.reasoning.empty()) ((out += spelling.reasoning_begin) += turn.reasoning) += spelling.reasoning_end;
  if (!turn.text.empty()) ((out += spelling.text_begin_mark) += turn.text) += spelling.text_end_mark;
  if (turn.calls.empty()) return out;
  out += spelling.begin;
  CallSpeller speller{format, out};
  for (std::size_t i = 0; i < turn.calls.size(); ++i) {
    const auto& call = turn.calls[i];
    const auto members = raw_members(call.arguments);
    if (!members) {
      return local_error(ErrorKind::usage, "The arguments of the call of " + call.name + " are no JSON object.",
                         "invalid_arguments");
    }
    if (i > 0) out += spelling.between;
    if (call.name.empty() || !speller.call(call, *members, i)) return no_spelling(format, "a call of " + call.name);
  }
  return out += spelling.end;
}

}  // namespace detail

OAICOMPAT_INLINE Result<std::string> render(const Format& format, const SaidTurn& turn,
                                            const std::vector<ParserTool>& tools) {
  const auto& spelling = format.spelling;
  if (spelling.form == Spelling::Form::none) return detail::no_spelling(format, "what models say");
  if (!turn.reasoning.empty() && spelling.reasoning_end.empty()) return detail::no_spelling(format, "reasoning");
  auto text = detail::spell(format, turn);
  if (!text) return text;
  const auto back = detail::read_turn(format, *text, tools);
  if (back.reasoning != turn.reasoning || back.text != turn.text) return detail::no_spelling(format, "this text");
  if (!detail::same_calls(back.calls, turn.calls)) return detail::no_spelling(format, "these arguments");
  return text;
}

}  // namespace oaicompat::inline v1
