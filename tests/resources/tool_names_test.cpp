// The names by which a chat knows the tools of a response.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/tool_names.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace oaicompat;
using Kind = CalledTool::Kind;

namespace {

CalledTool member(std::string in_namespace, std::string name) {
  return {Kind::function, std::move(name), std::move(in_namespace)};
}

}  // namespace

TEST_CASE("each tool has one name, and a call by it is a call of that tool") {
  struct Row {
    CalledTool tool;
    std::string name;
  };
  const std::vector<Row> rows{
      {{.name = "f"}, "f"},
      {{.kind = Kind::custom, .name = "any thing"}, "any thing"},
      {member("n", "f"), "n__f"},
      {{Kind::custom, "c", "n"}, "n__c"},
      {member("my tools!", "look.up"), "my_tools___look_up"},
      {member("ü", "f"), "____f"},
      {{.kind = Kind::shell}, "shell"},
      {{.kind = Kind::local_shell}, "local_shell"},
      {{.kind = Kind::apply_patch}, "apply_patch"},
      {{.kind = Kind::tool_search}, "tool_search"},
  };
  ToolNames names;
  for (const auto& row : rows) {
    CHECK(names.name(row.tool) == row.name);
    CHECK(names.name(row.tool) == row.name);  // again
    const auto type = row.tool.kind == Kind::custom ? ToolType::custom : ToolType::function;
    CHECK(names.called(row.name, type) == row.tool);
  }
  CHECK(names.called("never_heard_of", ToolType::function) == CalledTool{.name = "never_heard_of"});
}

TEST_CASE("names that would be too long or another tool's end in digits that are the tool's own") {
  const std::string long_name(80, 'x');
  const std::vector<CalledTool> tools{
      member("n", long_name), member("n", long_name + "y"), member("n", "f"),    member("n_", "f"),
      member("n", "_f"),      member("a", "b__c"),          member("a__b", "c"), member("a.b", "c"),
      member("a b", "c"),     {.kind = Kind::apply_patch}};
  const auto names_of = [&] {
    ToolNames names;
    names.reserve("n__f");
    names.reserve("apply_patch");
    std::vector<std::string> out;
    for (const auto& tool : tools) {
      out.push_back(names.name(tool));
      CHECK(names.called(out.back(), ToolType::function) == tool);
    }
    return out;
  };
  const auto names = names_of();
  CHECK(std::set<std::string>{names.begin(), names.end()}.size() == names.size());
  for (const auto& name : names) {
    CHECK(name.size() <= 64);
    CHECK(name != "n__f");
    CHECK(name != "apply_patch");
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == name.npos);
  }
  CHECK(names[0].starts_with("n__xxxx"));
  CHECK(names[0].size() == 64);
  CHECK(names[5] == "a__b__c");
  CHECK(names_of() == names);
}

TEST_CASE("a choice finds a tool by its name alone where that is not another's") {
  ToolNames names;
  names.reserve("f");
  (void)names.name(member("n", "f"));
  (void)names.name(member("n", "g"));
  CHECK(names.find({.name = "f"}) == "f");
  CHECK(names.find(member("n", "f")) == "n__f");
  CHECK(names.find({.name = "g"}) == "n__g");
  CHECK(names.find({.name = "h"}) == std::nullopt);
  CHECK(names.find(member("m", "f")) == std::nullopt);
  CHECK(names.find({.kind = Kind::shell}) == std::nullopt);
  CHECK(names.members("n").size() == 2);
  CHECK(names.members("m").empty());
}
