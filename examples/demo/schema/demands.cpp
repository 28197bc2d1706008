// SPDX-License-Identifier: MIT
#include "demands.hpp"

#include <algorithm>

namespace demo {
namespace {

bool holds(const Path& path, std::string_view reference) {
  return std::find(path.begin(), path.end(), reference) != path.end();
}

}  // namespace

std::string Demands::add(dom::element schema, const Path& path) {
  constexpr std::size_t max_choices = 32;
  bool allowed = false;
  if (schema.get(allowed) == simdjson::SUCCESS) return allowed ? "" : "it allows nothing";
  if (!schema.is_object()) return "it is no JSON Schema";
  all_.push_back(schema);
  if (const auto reference = keyword<std::string_view>(schema, "$ref")) {
    if (auto why = add_reference(*reference, path); !why.empty()) return why;
  }
  for (const auto name : {"anyOf", "oneOf"}) {
    const auto list = keyword<dom::array>(schema, name);
    if (list) choices_.push_back({{list->begin(), list->end()}, path});
  }
  if (choices_.size() > max_choices) return "it leaves too much to choose";
  const auto parts = keyword<dom::array>(schema, "allOf");
  if (!parts) return {};
  for (const auto part : *parts) {
    if (auto why = add(part, path); !why.empty()) return why;
  }
  return {};
}

std::string Demands::add_reference(std::string_view reference, const Path& path) {
  constexpr std::size_t max_references = 100;
  if (holds(path, reference)) return "its recursion never ends";
  if (holds(added_, reference)) return {};
  added_.push_back(reference);
  const auto target = referred(root_, reference);
  if (!target) return "nothing is at " + std::string{reference};
  if (added_.size() > max_references) return "it has too many references";
  auto longer = path;
  longer.push_back(reference);
  return add(*target, longer);
}

std::optional<Demands::Choice> Demands::next_choice() {
  if (choices_.empty()) return std::nullopt;
  auto choice = std::move(choices_.back());
  choices_.pop_back();
  return choice;
}

}  // namespace demo
