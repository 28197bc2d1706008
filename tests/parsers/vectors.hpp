// Raw texts of models, and the events that they are.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats.hpp>
#include <oaicompat/parsers/parser.hpp>

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace vectors {

using namespace oaicompat;

struct Vector {
  std::string id, format, raw, events;
  bool reasons = false;
  TextEnd end = TextEnd::stopped;
  std::string settings{};  // of the parser: `calls=text unknown=drop`
};

inline std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == '\\')) {
      out += text[++i] == 'n' ? '\n' : '\\';
    } else {
      out += text[i];
    }
  }
  return out;
}

inline std::vector<Vector> all(const std::string& name = "parser_vectors.tsv") {
  std::ifstream file{std::string{OAICOMPAT_TEST_DATA} + "/" + name};
  std::vector<Vector> out;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= line.size();) {
      const auto tab = std::min(line.find('\t', from), line.size());
      parts.push_back(line.substr(from, tab - from));
      from = tab + 1;
    }
    out.push_back({.id = parts[0],
                   .format = parts[1],
                   .raw = unescaped(parts[4]),
                   .events = parts[5],
                   .reasons = parts[2] == "reasoning",
                   .end = parts[3] == "cut" ? TextEnd::cut : TextEnd::stopped,
                   .settings = parts.size() > 6 ? parts[6] : ""});
  }
  return out;
}

inline std::vector<ParserTool> tools() {
  return {
      {"w",
       R"({"type":"object","properties":{"city":{"type":"string"},"n":{"type":"integer"},"u":{"type":["string","null"]}}})"},
      {"q", R"({"type":"object","properties":{"code":{"type":"string"}}})"},
      {"z", R"({"type":"object","properties":{}})"},
      {"o",
       R"({"type":"object","properties":{"d":{"type":"object"},"a":{"type":"array","items":{"type":"string"}},"b":{"type":"boolean"},"x":{"type":"number"}}})"},
      {"t",
       R"({"type":"object","properties":{"name":{"anyOf":[{"type":"string"},{"type":"null"}]},"tags":{"type":"array"},"user-id":{"type":"string"},"key":{"type":["integer","string"]}}})"}};
}

inline void set(ParserOptions& options, std::string_view setting) {
  const auto equals = setting.find('=');
  const auto what = setting.substr(0, equals), value = setting.substr(equals + 1);
  if (what == "calls" && value == "text") options.calls = ParserOptions::Calls::text;
  if (what == "unknown" && value == "drop") options.unknown_tool = ParserOptions::UnknownTool::drop;
  if (what == "unknown" && value == "text") options.unknown_tool = ParserOptions::UnknownTool::text;
  if (what == "parallel" && value == "first") options.parallel = ParserOptions::Parallel::first;
  if (what == "unclosed" && value == "text") options.unclosed = ParserOptions::Unclosed::text;
  if (what == "named") options.named = value;
  if (what == "stop") options.stops.emplace_back(unescaped(value));
  if (what == "stop_in" && value == "text") options.stop_in = ParserOptions::StopIn::text;
  if (what == "truncated" && value == "close") options.truncated = ParserOptions::Truncated::close;
  if (what == "untyped" && value == "infer") options.untyped = ParserOptions::Untyped::infer;
  if (what == "wrapped" && value == "keep") options.wrapped = ParserOptions::Wrapped::keep;
  if (what == "builtin" && value == "event") options.builtin = ParserOptions::Builtin::event;
  if (what == "prefix") options.prefix = unescaped(value);
}

inline void quote(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  out += '"';
}

/// Joins events as they are written down in the vectors: `T"Hi" C#1 w{"city":"Rome"}`.
class Summary {
 public:
  void add(std::span<const ParserEvent> events) {
    for (const auto& event : events) {
      switch (event.kind) {
        case ParserEvent::Kind::text: join('T', event.text); break;
        case ParserEvent::Kind::reasoning: join('R', event.text); break;
        case ParserEvent::Kind::call:
          flush();
          kind_ = 'C', id_ = event.id, name_ = event.text;
          break;
        case ParserEvent::Kind::arguments:
          if (kind_ != 'C') flush(), kind_ = 'C', id_ = "(begun)", name_.clear();
          text_ += event.text;
          break;
        case ParserEvent::Kind::call_end:
          end_ = event.end;
          flush();
          break;
        case ParserEvent::Kind::builtin:
          flush();
          kind_ = 'B', text_ = std::string{event.text} + ": ";
          break;
        case ParserEvent::Kind::builtin_body: text_ += event.text; break;
        case ParserEvent::Kind::problem: break;
      }
    }
  }
  std::string whole() {
    flush();
    return out_;
  }

 private:
  void join(char kind, std::string_view text) {
    if (kind_ != kind) flush();
    kind_ = kind;
    text_ += text;
  }
  void flush() {
    if (kind_ == 0) return;
    if (!out_.empty()) out_ += ' ';
    out_ += kind_;
    if (kind_ == 'C') {
      if (end_ == ParserEvent::End::truncated) out_ += '!';
      if (end_ == ParserEvent::End::malformed) out_ += '?';
      if (id_[0] != '#') out_ += ' ';
      out_ += id_ + ' ' + name_ + text_;
    } else {
      quote(out_, text_);
    }
    kind_ = 0, text_.clear(), end_ = ParserEvent::End::complete;
  }
  char kind_ = 0;
  std::string out_, text_, id_, name_;
  ParserEvent::End end_ = ParserEvent::End::complete;
};

inline ParserOptions options(const Vector& vector) {
  ParserOptions options;
  options.tools = tools();
  options.start = vector.reasons ? ReasoningRule::Start::reasoning : ReasoningRule::Start::text;
  options.make_id = [n = 0]() mutable { return "#" + std::to_string(++n); };
  for (std::string_view rest{vector.settings}; !rest.empty();) {
    const auto one = rest.substr(0, rest.find(' '));
    set(options, one);
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return options;
}

/// Where a text is cut into pieces of a size.
inline std::vector<std::size_t> cuts_of(std::size_t length, std::size_t size) {
  std::vector<std::size_t> cuts;
  for (auto at = size; at < length; at += size) cuts.push_back(at);
  return cuts;
}

/// The events of a text that is cut into pieces before these places.
inline std::string parsed(const Vector& vector, const std::vector<std::size_t>& cuts) {
  Parser parser{*find_format(vector.format), options(vector)};
  Summary summary;
  std::size_t from = 0;
  for (const auto cut : cuts) {
    summary.add(parser.feed(std::string_view{vector.raw}.substr(from, cut - from)));
    from = cut;
  }
  summary.add(parser.feed(std::string_view{vector.raw}.substr(from)));
  summary.add(parser.finish(vector.end));
  return summary.whole();
}

}  // namespace vectors
