// What chats are told of searches, and what they say of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/any_json.hpp>
#include <oaicompat/resources/chat/types.hpp>
#include <oaicompat/resources/responses/input.hpp>
#include <oaicompat/resources/responses/types.hpp>
#include <oaicompat/resources/vector_stores/types.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline constexpr std::int64_t most_file_results = 20;  // where a request says nothing
inline constexpr std::string_view how_to_cite =
    "Right after each statement that rests on a passage, write the passage's mark as it is, such as 【1】.";

// A context for what is asked beside the first request of a chat: only that one has a head to pass on.
inline Context later_context(Context context) {
  context.call.on_head = nullptr;
  context.on_passed = nullptr;
  return context;
}

inline Usage sum(const Usage& earlier, Usage now) {
  now.prompt_tokens += earlier.prompt_tokens;
  now.completion_tokens += earlier.completion_tokens;
  now.total_tokens += earlier.total_tokens;
  const auto add = [](auto& to, const auto& from) {
    if (from) to = to.value_or(0) + *from;
  };
  if (const auto& before = earlier.prompt_tokens_details) {
    auto& details = now.prompt_tokens_details ? *now.prompt_tokens_details : now.prompt_tokens_details.emplace();
    add(details.cached_tokens, before->cached_tokens);
    add(details.cache_write_tokens, before->cache_write_tokens);
  }
  if (const auto& before = earlier.completion_tokens_details) {
    auto& details =
        now.completion_tokens_details ? *now.completion_tokens_details : now.completion_tokens_details.emplace();
    add(details.reasoning_tokens, before->reasoning_tokens);
  }
  return now;
}

// The queries of a call: a list of texts, or one text.
inline std::vector<Text> queries_in(std::string_view arguments) {
  std::vector<Text> out;
  const auto json = Json::checked(arguments);
  if (!json) return out;
  const auto add = [&](const Json& each) {
    const auto text = each.as_string();
    if (text && !text->empty()) out.emplace_back(std::string_view{*text});
  };
  for (const auto* name : {"queries", "query"}) {
    const auto given = json->at(name);
    add(given);
    for (const auto& each : given.elements()) add(each);
    if (!out.empty()) break;
  }
  return out;
}

inline SearchVectorStoreRequest search_request(const FileSearchTool& tool) {
  SearchVectorStoreRequest out;
  out.max_num_results = tool.max_num_results.value_or(most_file_results);
  if (tool.filters) out.filters = *tool.filters;
  if (!tool.ranking_options) return out;
  auto& ranking = out.ranking_options.emplace();
  ranking.score_threshold = tool.ranking_options->score_threshold;
  if (tool.ranking_options->ranker)
    ranking.ranker = OpenEnum<SearchRanker>{std::string_view{tool.ranking_options->ranker->word()}};
  if (const auto& hybrid = tool.ranking_options->hybrid_search)
    ranking.extra.set("hybrid_search", Json{Text{to_json(*hybrid)}});
  return out;
}

inline std::vector<FileSearchResult> results_of(const std::vector<VectorStoreSearchResult>& found) {
  std::vector<FileSearchResult> out;
  for (const auto& each : found) {
    auto& made = out.emplace_back();
    made.file_id = each.file_id;
    made.filename = each.filename;
    made.score = each.score;
    made.attributes = each.attributes;
    std::string text;
    for (const auto& part : each.content) text += part.text.view();
    made.text = Text{text};
  }
  return out;
}

inline void append_passage(std::string& out, std::string_view mark, const VectorStoreSearchResult& found) {
  (out += mark) += " ";
  (out += found.filename.view()) += "\n";
  for (const auto& part : found.content) (out += part.text.view()) += "\n";
  out += "\n";
}

// A store that is not there, or a filter that is none, is the tool's error.
inline Error error_of_search(Error error) {
  error.param = error.param == "vector_store_id" || error.param.empty() ? "tools" : "tools." + error.param;
  return error;
}

inline ChatMessage* last_of_user(std::vector<ChatMessage>& messages) {
  for (auto at = messages.rbegin(); at != messages.rend(); ++at) {
    if (at->role == Role::user) return &*at;
  }
  return nullptr;
}
inline std::string last_text(std::vector<ChatMessage>& messages) {
  const auto* last = last_of_user(messages);
  if (!last || !last->content) return {};
  if (const auto* text = last->content->get_if<Text>()) return text->str();
  std::string out;
  for (const auto& part : *last->content->get_if<std::vector<ContentPart>>()) {
    if (const auto* text = part.get_if<TextPart>()) (out += out.empty() ? "" : "\n") += text->text.view();
  }
  return out;
}
inline void prepend_to_last(std::vector<ChatMessage>& messages, const std::string& told) {
  auto* last = last_of_user(messages);
  if (!last || !last->content) return;
  if (const auto* text = last->content->get_if<Text>()) {
    last->content = Content{Text{told + text->str()}};
    return;
  }
  auto parts = *last->content->get_if<std::vector<ContentPart>>();
  TextPart part;
  part.text = Text{told};
  parts.insert(parts.begin(), ContentPart{std::move(part)});
  last->content = Content{std::move(parts)};
}

// Offers a function no more. The last one stays, as servers of chat take no calls in messages without tools.
inline void stop_offering(ChatRequest& request, std::string_view name) {
  if (!request.tools) return;
  if (request.tools->size() == 1) {
    request.tool_choice = ToolChoice{OpenEnum{ToolMode::none}};
    return;
  }
  std::erase_if(*request.tools, [&](const Tool& tool) {
    const auto* function = tool.get_if<FunctionTool>();
    return function && function->function.name.view() == name;
  });
}

}  // namespace oaicompat::inline v1::detail
