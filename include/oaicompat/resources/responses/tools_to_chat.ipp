// The tools of a response as those of a chat.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/bounds.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/input.hpp>
#include <oaicompat/resources/responses/tool_names.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace oaicompat::inline v1::detail {

inline std::string in(std::string_view list, std::size_t index) {
  return std::string{list} + "[" + std::to_string(index) + "]";
}

// --- what is left out ----------------------------------------------------------------------------------------------

// `web_search` for `web_search_2025_08_26`.
inline std::string_view without_date(std::string_view type) {
  constexpr std::string_view date = "_0000_00_00";
  if (type.size() <= date.size()) return type;
  const auto end = type.substr(type.size() - date.size());
  for (std::size_t i = 0; i < date.size(); ++i) {
    const bool fits = date[i] == '_' ? end[i] == '_' : end[i] >= '0' && end[i] <= '9';
    if (!fits) return type;
  }
  return type.substr(0, type.size() - date.size());
}
inline bool is_skipped(const ToolRules& rules, std::string_view type) {
  return std::any_of(rules.skip.begin(), rules.skip.end(),
                     [&](const std::string& each) { return without_date(each) == without_date(type); });
}
// A search that the server performs finds what the chat is told of anyway.
inline bool is_server_search(const ResponseTool& tool) {
  const auto* search = tool.get_if<ToolSearchTool>();
  return search && !(search->execution && *search->execution == ToolSearchExecution::client);
}
inline bool is_left_out(const ToolRules& rules, const ResponseTool& tool) {
  if (tool.get_if<Unknown>() && rules.unknown == UnknownTools::skip) return true;
  return is_server_search(tool) || is_skipped(rules, tool.tag());
}

// --- one tool ------------------------------------------------------------------------------------------------------

inline bool may_call_directly(const Maybe<std::vector<OpenEnum<AllowedCaller>>>& callers) {
  return !callers || callers->empty() ||
         std::find(callers->begin(), callers->end(), AllowedCaller::direct) != callers->end();
}
template <class T>
std::optional<Error> refused_callers(const T& tool, const std::string& path) {
  if (may_call_directly(tool.allowed_callers)) return std::nullopt;
  return unsupported(path + ".allowed_callers", "only the model calls");
}

// What a function gives is not said to a chat, and one whose loading is deferred is loaded at once.
inline Result<Tool> tool_to_chat(const ResponseFunctionTool& tool, const std::string& name, const std::string& path) {
  if (auto error = refused_callers(tool, path)) return *error;
  FunctionTool made;
  made.function.name = Text{name};
  if (tool.description) made.function.description = *tool.description;
  if (tool.parameters) made.function.parameters = *tool.parameters;
  made.function.strict = tool.strict;
  return Tool{std::move(made)};
}
inline Result<Tool> tool_to_chat(const ResponseCustomTool& tool, const std::string& name, const std::string& path) {
  if (auto error = refused_callers(tool, path)) return *error;
  CustomTool made;
  made.custom.name = Text{name};
  made.custom.description = tool.description;
  if (!tool.format) return Tool{std::move(made)};
  if (const auto* grammar = tool.format->get_if<Grammar>()) {
    made.custom.format = CustomToolFormat{GrammarFormat{*grammar, {}}};
  } else if (const auto* text = tool.format->get_if<TextFormat>()) {
    made.custom.format = CustomToolFormat{*text};
  } else {
    return unsupported(path + ".format.type", "it is text or a grammar");
  }
  return Tool{std::move(made)};
}

// A function that stands for a tool which the caller runs.
inline Tool stand_in(const std::string& name, Text description, Json parameters) {
  FunctionTool made;
  made.function.name = Text{name};
  made.function.description = std::move(description);
  made.function.parameters = std::move(parameters);
  return Tool{std::move(made)};
}
inline Tool shell_function(const std::string& name) {
  return stand_in(name, "Runs commands in a shell, each on its own, and gives what they print.",
                  Json{Text::literal(R"({"type":"object","properties":{)"
                                     R"("commands":{"type":"array","items":{"type":"string"}},)"
                                     R"("timeout_ms":{"type":["integer","null"]},)"
                                     R"("max_output_length":{"type":["integer","null"]}},)"
                                     R"("required":["commands"],"additionalProperties":false})")});
}
inline Tool local_shell_function(const std::string& name) {
  return stand_in(name, "Runs a program, given as a list of its name and its arguments, and gives what it prints.",
                  Json{Text::literal(R"({"type":"object","properties":{)"
                                     R"("command":{"type":"array","items":{"type":"string"}},)"
                                     R"("timeout_ms":{"type":["integer","null"]},)"
                                     R"("working_directory":{"type":["string","null"]},)"
                                     R"("env":{"type":"object","additionalProperties":{"type":"string"}},)"
                                     R"("user":{"type":["string","null"]}},)"
                                     R"("required":["command"],"additionalProperties":false})")});
}
inline Tool patch_function(const std::string& name) {
  return stand_in(name,
                  "Creates, updates or deletes one file. The diff of a file to create is its lines, each after a '+'. "
                  "The diff of one to update is hunks: a line that begins with '@@', then lines after ' ' (kept), '-' "
                  "(removed) or '+' (added). One to delete has no diff.",
                  Json{Text::literal(R"({"type":"object","properties":{)"
                                     R"("type":{"type":"string","enum":["create_file","update_file","delete_file"]},)"
                                     R"("path":{"type":"string"},"diff":{"type":"string"}},)"
                                     R"("required":["type","path"],"additionalProperties":false})")});
}
inline Tool file_search_function(const std::string& name) {
  return stand_in(
      name,
      Text::literal("Searches the user's files for passages by what they mean, and gives each after its mark. Right "
                    "after each statement that rests on a passage, write the passage's mark as it is, such as 【1】."),
      Json{Text::literal(R"({"type":"object","properties":{"queries":{"type":"array",)"
                         R"("items":{"type":"string"},"description":"What to look for, 1 to 5 texts."}},)"
                         R"("required":["queries"],"additionalProperties":false})")});
}
inline std::optional<Error> bad_file_search(const FileSearchTool& tool, const std::string& path) {
  const auto bad = [&](const char* member, const char* why) {
    const auto param = path + "." + member;
    return api_error(400, "Invalid '" + param + "': " + why, "invalid_value", param);
  };
  if (tool.vector_store_ids.empty()) return bad("vector_store_ids", "it names no vector store.");
  const auto most = tool.max_num_results.value_or(1);
  if (most < 1 || most > 50) return bad("max_num_results", "it is 1 to 50.");
  if (!tool.ranking_options) return std::nullopt;
  const auto threshold = tool.ranking_options->score_threshold.value_or(0);
  if (!(threshold >= 0 && threshold <= 1)) return bad("ranking_options.score_threshold", "it is 0 to 1.");
  const auto& hybrid = tool.ranking_options->hybrid_search;
  if (hybrid && !(hybrid->embedding_weight >= 0 && hybrid->text_weight >= 0 &&
                  hybrid->embedding_weight + hybrid->text_weight > 0))
    return bad("ranking_options.hybrid_search", "the weights are 0 or more, and not both 0.");
  return std::nullopt;
}
inline Tool search_function(const std::string& name, const ToolSearchTool& tool) {
  return stand_in(name, tool.description.value_or(Text{"Finds tools that can be called then."}),
                  tool.parameters ? *tool.parameters
                                  : Json{Text::literal(R"({"type":"object","properties":{"query":{"type":"string"}},)"
                                                       R"("required":["query"]})")});
}

// --- all of them ---------------------------------------------------------------------------------------------------

// The tools that the model may call from an item of the thread on.
inline void add_loaded(const std::vector<ResponseItem>& items, std::vector<ResponseTool>& out, int deep = 0) {
  constexpr int deepest = 8;
  for (const auto& item : items) {
    if (const auto* found = item.get_if<ToolSearchOutput>()) {
      out.insert(out.end(), found->tools.begin(), found->tools.end());
    } else if (const auto* added = item.get_if<AddedTools>()) {
      out.insert(out.end(), added->tools.begin(), added->tools.end());
    } else if (const auto* compaction = item.get_if<CompactionItem>(); compaction && deep < deepest) {
      if (const auto held = unseal_items(*compaction, {})) add_loaded(*held, out, deep + 1);
    }
  }
}

class ToolsToChat {
 public:
  ToolsToChat(const ToolRules& rules, ToolNames& names) : rules_{rules}, names_{names} {}

  // Those that keep their names go first.
  void reserve(const std::vector<ResponseTool>& tools) {
    for (const auto& tool : tools) {
      if (const auto* function = tool.get_if<ResponseFunctionTool>()) names_.reserve(function->name);
      if (const auto* custom = tool.get_if<ResponseCustomTool>()) names_.reserve(custom->name);
    }
  }
  // Adds a tool of the request.
  Result<void> add(const ResponseTool& tool, const std::string& path) {
    if (is_left_out(rules_, tool)) return {};
    return tool.visit([&](const auto& each) { return take(each, tool.tag(), path); });
  }
  // Adds a tool that the thread has loaded, unless it is there or a chat cannot have it.
  void load(const ResponseTool& tool) {
    loading_ = true;
    (void)add(tool, "input");
    loading_ = false;
  }
  std::optional<std::vector<Tool>> tools() && { return std::move(out_); }
  const std::optional<FileSearchTool>& search() const { return search_; }

 private:
  using Kind = CalledTool::Kind;

  Result<void> put(const CalledTool& called, Result<Tool> made) {
    if (!made) return made.error();
    if (!offered_.insert(called).second && loading_) return {};
    (out_ ? *out_ : out_.emplace()).push_back(*std::move(made));
    return {};
  }
  template <class T>
  Result<void> put_named(Kind kind, const T& tool, std::string_view in_namespace, const std::string& path) {
    if (tool.name.empty()) return empty_name(path + ".name");
    const CalledTool called{kind, tool.name.str(), std::string{in_namespace}};
    return put(called, tool_to_chat(tool, names_.name(called), path));
  }

  Result<void> take(const ResponseFunctionTool& tool, std::string_view, const std::string& path) {
    return put_named(Kind::function, tool, {}, path);
  }
  Result<void> take(const ResponseCustomTool& tool, std::string_view, const std::string& path) {
    return put_named(Kind::custom, tool, {}, path);
  }
  // The namespace's description is left out: a chat has no place for it.
  Result<void> take(const NamespaceTool& tool, std::string_view, const std::string& path) {
    for (std::size_t i = 0; i < tool.tools.size(); ++i) {
      const auto at = in(path + ".tools", i);
      Result<void> added = Done{};
      if (const auto* function = tool.tools[i].get_if<ResponseFunctionTool>()) {
        added = put_named(Kind::function, *function, tool.name, at);
      } else if (const auto* custom = tool.tools[i].get_if<ResponseCustomTool>()) {
        added = put_named(Kind::custom, *custom, tool.name, at);
      } else if (const auto* other = tool.tools[i].get_if<Unknown>(); other && rules_.unknown == UnknownTools::refuse) {
        added = unknown_type(other->tag, at);
      }
      if (!added) return added;
    }
    return {};
  }
  Result<void> take(const ShellTool& tool, std::string_view, const std::string& path) {
    if (tool.environment && !tool.environment->get_if<LocalEnvironment>()) {
      return unsupported(path + ".environment", "the caller runs the shell");
    }
    if (auto error = refused_callers(tool, path)) return *error;
    const CalledTool called{.kind = Kind::shell};
    return put(called, shell_function(names_.name(called)));
  }
  Result<void> take(const LocalShellTool&, std::string_view, const std::string&) {
    const CalledTool called{.kind = Kind::local_shell};
    return put(called, local_shell_function(names_.name(called)));
  }
  Result<void> take(const ApplyPatchTool& tool, std::string_view, const std::string& path) {
    if (auto error = refused_callers(tool, path)) return *error;
    const CalledTool called{.kind = Kind::apply_patch};
    return put(called, patch_function(names_.name(called)));
  }
  Result<void> take(const ToolSearchTool& tool, std::string_view, const std::string&) {
    const CalledTool called{.kind = Kind::tool_search};
    return put(called, search_function(names_.name(called), tool));
  }
  // A function of the chat's where the model calls it.
  Result<void> take(const FileSearchTool& tool, std::string_view type, const std::string& path) {
    if (rules_.searching == FileSearching::never) return unknown_type(type, path);
    if (search_) {
      if (loading_) return {};
      return unsupported(path + ".type", "one file_search is enough");
    }
    if (auto error = bad_file_search(tool, path)) return *std::move(error);
    search_ = tool;
    if (rules_.searching == FileSearching::before_chat) return {};
    return put(file_search_call, file_search_function(names_.name(file_search_call)));
  }
  template <class Other>
  Result<void> take(const Other&, std::string_view type, const std::string& path) {
    return unknown_type(type, path);
  }
  static Error unknown_type(std::string_view type, const std::string& path) {
    return unsupported(path + ".type", "there are no tools of type '" + std::string{type} + "'");
  }

  const ToolRules& rules_;
  ToolNames& names_;
  bool loading_ = false;
  std::set<CalledTool> offered_;
  std::optional<std::vector<Tool>> out_;
  std::optional<FileSearchTool> search_;
};

}  // namespace oaicompat::inline v1::detail
