// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/graders/template.hpp>

#include <charconv>
#include <cstddef>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string_view without_spaces(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// Calls `literal` and `name` for each part of a template, in order, until one says false. Braces that are not closed
// are text.
template <class Literal, class Name>
bool walk_template(std::string_view text, Literal literal, Name name) {
  while (!text.empty()) {
    const auto open = text.find("{{");
    const auto close = open == text.npos ? text.npos : text.find("}}", open);
    if (close == text.npos) return literal(text);
    if (!literal(text.substr(0, open))) return false;
    if (!name(without_spaces(text.substr(open + 2, close - open - 2)))) return false;
    text.remove_prefix(close + 2);
  }
  return true;
}

// One step of a path: `.name` or `[0]`. It is taken off the path.
inline std::optional<Json> take_step(const Json& from, std::string_view& path) {
  if (path.starts_with('[')) {
    std::size_t index = 0;
    const auto read = std::from_chars(path.data() + 1, path.data() + path.size(), index);
    if (read.ec != std::errc{} || read.ptr == path.data() + path.size() || *read.ptr != ']') return std::nullopt;
    path.remove_prefix(static_cast<std::size_t>(read.ptr - path.data()) + 1);
    if (!from.is_array() || index >= from.size()) return std::nullopt;
    return from.at(index);
  }
  if (!path.starts_with('.')) return std::nullopt;
  path.remove_prefix(1);
  const auto name = path.substr(0, path.find_first_of(".["));
  path.remove_prefix(name.size());
  return from.find(name);
}
inline std::optional<Json> value_at(std::string_view path, const GradedSample& from) {
  const auto root = path.substr(0, path.find_first_of(".["));
  path.remove_prefix(root.size());
  std::optional<Json> at;
  if (root == "item") at = from.item;
  if (root == "sample") at = from.sample;
  while (at && !path.empty()) at = take_step(*at, path);
  return at;
}

}  // namespace detail

OAICOMPAT_INLINE GradedSample graded_sample(Json item, std::string_view output_text) {
  const auto quoted = Json::string(output_text);
  std::string sample{"{\"output_text\":"};
  sample.append(quoted.view()).append(R"(,"choices":[{"message":{"role":"assistant","content":)");
  sample.append(quoted.view()).append("}}]");
  if (const auto json = Json::checked(output_text)) sample.append(",\"output_json\":").append(json->view());
  sample += '}';
  return {.item = std::move(item), .sample = Json{Text{std::move(sample)}}};
}

OAICOMPAT_INLINE Result<std::string> fill_template(std::string_view text, const GradedSample& from) {
  std::string out;
  std::string missing;
  const auto literal = [&](std::string_view part) {
    out += part;
    return true;
  };
  const auto named = [&](std::string_view name) {
    const auto value = detail::value_at(name, from);
    if (!value) {
      missing = name;
      return false;
    }
    const auto characters = value->as_string();
    out += characters ? *characters : std::string{value->view()};
    return true;
  };
  if (detail::walk_template(text, literal, named)) return out;
  return api_error(400, "The template names '" + missing + "', which is not there.", "invalid_variable");
}

OAICOMPAT_INLINE std::optional<Error> bad_template(std::string_view text, std::string param) {
  std::string wrong;
  const auto known = [&](std::string_view name) {
    const auto root = name.substr(0, name.find_first_of(".["));
    if (root == "item" || root == "sample") return true;
    wrong = name;
    return false;
  };
  const bool good = detail::walk_template(
      text, [](std::string_view) { return true; }, known);
  if (good) return std::nullopt;
  return api_error(400, "Invalid template: '{{" + wrong + "}}' must begin with 'item' or 'sample'.", "invalid_template",
                   std::move(param));
}

}  // namespace oaicompat::inline v1
