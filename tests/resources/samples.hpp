// Samples of schemas: JSON with every member that the facts know, or with the required ones alone.
// SPDX-License-Identifier: MIT
#pragma once

#include "facts.hpp"

#include <set>
#include <string>
#include <string_view>

namespace facts {

/// Which members a sample has.
enum class Fullness { required, all };

/// Makes JSON from facts.
class Samples {
 public:
  explicit Samples(const File& file, Fullness fullness) : file_{file}, all_{fullness == Fullness::all} {}

  /// An object of a schema; `tag` is the word of its tag where that has several.
  std::string object(const std::string& schema, std::string_view tag = {}) {
    open_.insert(schema);
    std::string out;
    for (const auto& [name, member] : file_.schemas.at(schema)) {
      const bool is_tag = name == "type" && !tag.empty();
      if (!all_ && !member.required && !is_tag) continue;
      out += (out.empty() ? "" : ",") + quoted(name) + ":" + (is_tag ? quoted(tag) : value(member.type));
    }
    open_.erase(schema);
    return "{" + out + "}";
  }
  std::string value(const Fact& fact) {
    if (!all_ && fact.nullable) return "null";
    const std::set<std::string> kinds{fact.kinds.begin(), fact.kinds.end()};
    if (kinds.contains("array")) return array(fact);
    if (kinds.contains("object")) return object(fact);
    if (kinds.contains("string")) return quoted(fact.constant ? *fact.constant : fact.words ? fact.words->back() : "s");
    if (kinds.contains("number")) return "0.5";
    if (kinds.contains("integer")) return "7";
    if (kinds.contains("boolean")) return "true";
    return R"({"any":[1,null]})";
  }

 private:
  static std::string quoted(std::string_view word) { return '"' + std::string{word} + '"'; }
  std::string array(const Fact& fact) {
    std::string out;
    const auto& item = fact.items.at(0);
    if (item.schema && open_.contains(*item.schema)) return "[]";  // a schema within itself
    if (item.cases.empty() || !all_) {
      out = value(item);
    } else {
      for (const auto& each : item.cases) out += (out.empty() ? "" : ",") + object(each.schema, each.word);
    }
    return "[" + out + "]";
  }
  std::string object(const Fact& fact) {
    if (!fact.cases.empty()) return object(fact.cases.back().schema, fact.cases.back().word);
    if (fact.schema) return object(*fact.schema);
    if (!fact.values.empty()) return R"({"key":)" + value(fact.values[0]) + "}";
    return R"({"any":{"thing":1}})";
  }

  const File& file_;
  const bool all_;
  std::set<std::string> open_;
};

}  // namespace facts
