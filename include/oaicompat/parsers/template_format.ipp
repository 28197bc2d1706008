// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/template_format.hpp>
#include <oaicompat/parsers/typed_value.ipp>

#include <algorithm>
#include <array>
#include <deque>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

/// A format and all that its views refer to. It never moves.
struct ResponseTables {
  enum State : std::uint8_t { open, object, item, past, listed, between, count };

  ResponseTables() = default;
  ResponseTables(const ResponseTables&) = delete;
  ResponseTables& operator=(const ResponseTables&) = delete;

  std::string_view keep(std::string_view text) { return texts.emplace_back(text); }

  Format format{};
  std::deque<std::string> texts;
  std::vector<std::string> anchors;
  std::vector<std::string_view> think_open, think_close, wrappers, orphans;
  std::vector<Edge> openers, in_open, in_item, in_past, in_between;
  std::array<oaicompat::State, count> states{};
};

/// Turns the template into tables; gives what stood in its way.
class TemplateReader {
 public:
  explicit TemplateReader(ResponseTables& tables) : tables_{tables} {}

  bool read(const JsonTree& root) {
    if (root.kind != JsonTree::Kind::object) return refuse("invalid_template", "", "It is no object.");
    for (const auto& [key, value] : root.members) {
      if (key == "version" && value.text != "1") return unsupported(key, "Only version 1 is read.");
      if (key == "start_anchor_pattern") return pattern(key);
      if (key != "version" && key != "defaults" && key != "fields" && key != "start_anchor") return unsupported(key);
    }
    if (const auto* anchor = root.find("start_anchor"); anchor && !texts(*anchor, "start_anchor", tables_.anchors)) {
      return false;
    }
    const auto* fields = root.find("fields");
    if (!fields || fields->kind != JsonTree::Kind::object || fields->members.empty()) {
      return refuse("invalid_template", "fields", "There are no fields.");
    }
    for (const auto& [name, field] : fields->members) {
      if (!read_field(name, field)) return false;
    }
    finish();
    return true;
  }
  Error take_error() { return std::move(error_); }

 private:
  bool refuse(std::string code, std::string path, const std::string& why) {
    error_ =
        local_error(code == "invalid_template" ? ErrorKind::parse : ErrorKind::invalid_argument,
                    "This response_template is not taken: " + (path.empty() ? "" : path + ". ") + why, std::move(code));
    error_.param = std::move(path);
    return false;
  }
  bool unsupported(std::string path, const std::string& why = "It is not known.") {
    return refuse("unsupported_template", std::move(path), why);
  }
  bool pattern(std::string path) {
    return refuse("regular_expression", std::move(path), "Regular expressions are not taken.");
  }

  /// A text or several; `eos`, the end of the stream, is none.
  bool texts(const JsonTree& value, const std::string& path, std::vector<std::string>& out) {
    const auto add = [&](const JsonTree& one) {
      const bool good = one.kind == JsonTree::Kind::string && !one.text.empty();
      if (good && one.text != "eos") out.push_back(one.text);
      return good || refuse("invalid_template", path, "It is neither a text nor a list of texts.");
    };
    if (value.kind != JsonTree::Kind::array) return add(value);
    return std::all_of(value.items.begin(), value.items.end(), add);
  }

  struct Field {
    std::string path{};
    std::vector<std::string> open{}, close{};
    const JsonTree* transform = nullptr;
    std::string content = "text";
    bool each = false;
  };

  bool read_field(const std::string& name, const JsonTree& value) {
    Field field;
    field.path = "fields." + name;
    if (value.kind != JsonTree::Kind::object) return refuse("invalid_template", field.path, "It is no object.");
    for (const auto& [key, member] : value.members) {
      if (!read_key(field, key, member)) return false;
    }
    if (name == "content") return add_content(field);
    if (name == "reasoning_content" || name == "thinking" || name == "reasoning") return add_reasoning(field);
    if (name == "tool_calls") return add_calls(field);
    return unsupported(field.path, "Only content, reasoning and tool_calls can be told apart.");
  }

  bool read_key(Field& field, const std::string& key, const JsonTree& member) {
    const auto path = field.path + "." + key;
    if (key == "open") return texts(member, path, field.open);
    if (key == "close") return texts(member, path, field.close);
    if (key == "open_pattern" || key == "close_pattern") return pattern(path);
    if (key == "content") return field.content = member.text, true;
    if (key == "content_args") return read_arguments(path, member);
    if (key == "transform") return field.transform = &member, true;
    if (key == "transform_each") return field.each = member.text == "true", true;
    return key == "repeats" || key == "optional" || key == "join" || unsupported(path);
  }

  bool read_arguments(const std::string& path, const JsonTree& arguments) {
    for (const auto& [key, value] : arguments.members) {
      const bool off = value.text == "false" || value.kind == JsonTree::Kind::null;
      if (key == "tag_pattern") return pattern(path + "." + key);
      if (key != "strip" && key != "allow_non_json" && !off) return unsupported(path + "." + key);
    }
    return true;
  }

  bool is_text(const Field& field) {
    if (field.content != "text") return unsupported(field.path + ".content", "It has to be text.");
    return !field.transform || unsupported(field.path + ".transform", "Text is given as it is.");
  }

  bool add_content(const Field& field) {
    if (!is_text(field)) return false;
    if (field.open.empty()) {  // what is left over: its closer ends the turn
      for (const auto& close : field.close) tables_.orphans.push_back(tables_.keep(close));
      return true;
    }
    for (std::size_t i = 0; i < std::max(field.open.size(), field.close.size()); ++i) {
      tables_.wrappers.push_back(i < field.open.size() ? tables_.keep(field.open[i]) : std::string_view{});
      tables_.wrappers.push_back(i < field.close.size() ? tables_.keep(field.close[i]) : std::string_view{});
    }
    tables_.format.spelling.text_begin_mark = tables_.wrappers[0];
    tables_.format.spelling.text_end_mark = tables_.wrappers[1];
    return true;
  }

  bool add_reasoning(const Field& field) {
    if (!is_text(field)) return false;
    if (field.open.empty()) return unsupported(field.path, "Reasoning needs an opener.");
    if (!tables_.think_open.empty()) return unsupported(field.path, "There are two fields of reasoning.");
    for (const auto& text : field.open) tables_.think_open.push_back(tables_.keep(text));
    for (const auto& text : field.close) tables_.think_close.push_back(tables_.keep(text));
    tables_.format.spelling.reasoning_begin = tables_.think_open.front();
    if (!field.close.empty()) tables_.format.spelling.reasoning_end = tables_.think_close.front();
    return true;
  }

  /// `{name}`, or `{content.name}`, as the key that it stands for; empty for what is no such text.
  static std::string_view placeholder(const JsonTree* value) {
    if (!value || value->kind != JsonTree::Kind::string) return {};
    std::string_view text{value->text};
    if (text.size() < 3 || text.front() != '{' || text.back() != '}') return {};
    text = text.substr(1, text.size() - 2);
    if (text.starts_with("content.")) text.remove_prefix(8);
    return text.find_first_of("{}. ") == std::string_view::npos ? text : std::string_view{};
  }

  /// Whether what `transform` makes of a call is what the parser makes of it.
  bool read_transform(const Field& field) {
    const auto path = field.path + ".transform";
    auto& spelling = tables_.format.spelling;
    const auto* function = field.transform ? field.transform->find("function") : nullptr;
    const auto* shape = function ? function : field.transform;
    if (!shape || placeholder(shape) == "content") return true;
    const auto name = placeholder(shape->find("name")), arguments = placeholder(shape->find("arguments"));
    if (name.empty() || arguments.empty() || name == "content" || arguments == "content") {
      return unsupported(path, "It has to take name and arguments from a JSON object.");
    }
    spelling.name_key = tables_.keep(name), spelling.arguments_key = tables_.keep(arguments);
    return true;
  }

  bool add_calls(const Field& field) {
    if (field.content != "json") return unsupported(field.path + ".content", "Calls have to be JSON.");
    if (field.open.empty()) return unsupported(field.path, "Calls need an opener.");
    if (!read_transform(field)) return false;
    using State = ResponseTables::State;
    auto& t = tables_;
    for (const auto& text : field.open) t.openers.push_back({t.keep(text), State::open});
    t.in_open = {{"{", State::object, edge::keep}, {"[", State::item}};
    t.in_item = {{"{", State::listed, edge::keep}, {"]", State::past}};
    t.in_between = {{",", State::item}, {"]", State::past}};
    for (const auto& text : field.close) {
      const auto close = t.keep(text);
      t.orphans.push_back(close);
      for (auto* edges : {&t.in_open, &t.in_past, &t.in_between}) edges->push_back({close, outside});
    }
    auto& spelling = t.format.spelling;
    const auto first = t.openers.front().marker;
    const auto last = field.close.empty() ? std::string_view{} : t.orphans.back();
    spelling.form = Spelling::Form::object;
    if (field.each) {
      spelling.begin = t.keep(std::string{first} + "["), spelling.between = ", ";
      spelling.end = t.keep("]" + std::string{last});
    } else {
      spelling.call_begin = first, spelling.call_end = last;
    }
    return true;
  }

  void finish() {
    using S = ResponseTables;
    auto& t = tables_;
    t.states[S::open] = {.take = Take::space, .edges = t.in_open};
    t.states[S::object] = {.take = Take::json_call, .then = S::past};
    t.states[S::item] = {.take = Take::space, .edges = t.in_item};
    t.states[S::past] = {.take = Take::space, .edges = t.in_past, .then = outside};
    t.states[S::listed] = {.take = Take::json_call, .then = S::between};
    t.states[S::between] = {.take = Take::space, .edges = t.in_between, .then = outside};
    t.format.name = "response_template";
    t.format.reasoning = {.open = t.think_open, .close = t.think_close, .calls = ReasoningRule::Calls::are_drafts};
    t.format.openers = t.openers, t.format.wrappers = t.wrappers, t.format.orphans = t.orphans;
    if (!t.openers.empty()) t.format.states = t.states;
  }

  ResponseTables& tables_;
  Error error_;
};

}  // namespace detail

OAICOMPAT_INLINE TemplateFormat::TemplateFormat(std::shared_ptr<const detail::ResponseTables> tables)
    : tables_{std::move(tables)} {}

OAICOMPAT_INLINE const Format& TemplateFormat::format() const { return tables_->format; }

OAICOMPAT_INLINE std::string_view TemplateFormat::prefix_of(std::string_view prompt) const {
  if (tables_->anchors.empty()) return prompt;
  std::size_t past = std::string_view::npos;
  for (const auto& anchor : tables_->anchors) {
    const auto at = prompt.rfind(anchor);
    if (at == std::string_view::npos) continue;
    if (past == std::string_view::npos || at + anchor.size() > past) past = at + anchor.size();
  }
  return past == std::string_view::npos ? std::string_view{} : prompt.substr(past);
}

OAICOMPAT_INLINE Result<TemplateFormat> format_from_response_template(std::string_view json) {
  const auto tree = detail::read_json_tree(json);
  if (!tree) return local_error(ErrorKind::parse, "The response_template is no JSON.", "invalid_template");
  const auto* inside = tree->find("response_template");
  auto tables = std::make_shared<detail::ResponseTables>();
  detail::TemplateReader reader{*tables};
  if (!reader.read(inside ? *inside : *tree)) return reader.take_error();
  return TemplateFormat{std::move(tables)};
}

}  // namespace oaicompat::inline v1
