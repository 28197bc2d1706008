// ResponseRequest and the requests of the other operations on responses.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/list_order.hpp>
#include <oaicompat/resources/responses/response.hpp>
#include <oaicompat/resources/responses/tool_choice.hpp>

namespace oaicompat::inline v1 {

/// Asks for a response, whole or as a stream. Mirrors `CreateResponse`.
struct ResponseRequest {
  /// The model's id; a prompt may name it instead.
  std::optional<Text> model{};
  /// What the model is sent: text, or items.
  std::optional<ResponseInput> input{};
  /// Instructs the model, for this response alone.
  Maybe<Text> instructions{};
  /// Whether the response comes as a stream of events. Default false.
  Maybe<bool> stream{};
  /// How the stream is sent.
  Maybe<ResponseStreamOptions> stream_options{};
  /// The most tokens it may take, reasoning included.
  Maybe<std::int64_t> max_output_tokens{};
  /// The most calls of the server's tools.
  Maybe<std::int64_t> max_tool_calls{};
  /// How random the choice of tokens is, 0 to 2. Default 1.
  Maybe<double> temperature{};
  /// How much of the probability the choice is made from, 0 to 1. Default 1.
  Maybe<double> top_p{};
  /// How many likely tokens to give at each place, 0 to 20.
  std::optional<std::int64_t> top_logprobs{};
  /// The tools that the model may call.
  std::optional<std::vector<ResponseTool>> tools{};
  /// Which tools the model calls. Default auto.
  std::optional<ResponseToolChoice> tool_choice{};
  /// Whether it may hold several calls at once. Default true.
  Maybe<bool> parallel_tool_calls{};
  /// How its text is made.
  std::optional<TextOptions> text{};
  /// How the model reasons.
  Maybe<ReasoningOptions> reasoning{};
  /// What is added to its items.
  Maybe<std::vector<OpenEnum<ResponseInclude>>> include{};
  /// The response to go on from.
  Maybe<Text> previous_response_id{};
  /// The conversation it belongs to.
  Maybe<ConversationChoice> conversation{};
  /// The prompt to make it from.
  Maybe<PromptTemplate> prompt{};
  /// What is done when the context grows large.
  Maybe<std::vector<ContextManagement>> context_management{};
  /// What is done when the context does not fit. Default disabled.
  Maybe<OpenEnum<ResponseTruncation>> truncation{};
  /// Whether it is made in the background. Default false.
  Maybe<bool> background{};
  /// Whether the server keeps it for later. Default true.
  Maybe<bool> store{};
  /// Which queue serves the request. Default auto.
  Maybe<OpenEnum<ServiceTier>> service_tier{};
  /// How both sides are moderated.
  Maybe<ModerationOptions> moderation{};
  /// Up to 16 labels of the caller's, which come back with the response.
  Maybe<Map<Text>> metadata{};
  /// An id of the end user (deprecated: see safety_identifier and prompt_cache_key).
  std::optional<Text> user{};
  /// An id of the end user for the detection of abuse, at most 64 characters.
  Maybe<Text> safety_identifier{};
  /// Requests with one key share a cache of prompts.
  Maybe<Text> prompt_cache_key{};
  /// How long the prompt stays in the cache (deprecated).
  Maybe<OpenEnum<PromptCacheRetention>> prompt_cache_retention{};
  /// How the prompt is cached.
  std::optional<PromptCacheOptions> prompt_cache_options{};
  Extras extra{};
  bool operator==(const ResponseRequest&) const = default;
};

/// Asks for a response that the server keeps. The parameters of `GET /responses/{response_id}`.
struct RetrieveResponseRequest {
  /// The response's id, from the path.
  Text response_id{};
  /// What is added to its items.
  std::optional<std::vector<OpenEnum<ResponseInclude>>> include{};
  /// Whether it comes as a stream of events. Default false.
  std::optional<bool> stream{};
  /// The sequence number of the event after which a stream begins.
  std::optional<std::int64_t> starting_after{};
  /// Whether deltas are padded to hide their lengths. Default true.
  std::optional<bool> include_obfuscation{};
  Extras extra{};
  bool operator==(const RetrieveResponseRequest&) const = default;
};

/// Asks to forget a response. The parameters of `DELETE /responses/{response_id}`.
struct DeleteResponseRequest {
  /// The response's id, from the path.
  Text response_id{};
  Extras extra{};
  bool operator==(const DeleteResponseRequest&) const = default;
};

/// Asks to stop making a response in the background. The parameters of `POST /responses/{response_id}/cancel`.
struct CancelResponseRequest {
  /// The response's id, from the path.
  Text response_id{};
  Extras extra{};
  bool operator==(const CancelResponseRequest&) const = default;
};

/// Asks for a page of the items that a response was made from. The parameters of `GET
/// /responses/{response_id}/input_items`.
struct ListInputItemsRequest {
  /// The response's id, from the path.
  Text response_id{};
  /// How many items a page holds, at most 100. Default 20.
  std::optional<std::int64_t> limit{};
  /// How the items are sorted. Default desc.
  std::optional<OpenEnum<ListOrder>> order{};
  /// The id of the item after which the page begins.
  std::optional<Text> after{};
  /// What is added to the items.
  std::optional<std::vector<OpenEnum<ResponseInclude>>> include{};
  Extras extra{};
  bool operator==(const ListInputItemsRequest&) const = default;
};

/// A page of items. Mirrors `ResponseItemList`.
struct ResponseItemList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// The items.
  std::vector<ResponseItem> data{};
  /// The first one's id.
  Text first_id{};
  /// The last one's id: the next page begins after it.
  Text last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const ResponseItemList&) const = default;
};

/// What became of a request to forget a response. The specification gives it no schema; its example has these members.
struct DeletedResponse {
  /// The response's id.
  Text id{};
  /// Always `response`.
  Text object = Text::literal("response");
  /// Whether it is forgotten.
  bool deleted = true;
  Extras extra{};
  bool operator==(const DeletedResponse&) const = default;
};

/// Asks how many tokens an input takes. Mirrors `TokenCountsBody`.
struct CountInputTokensRequest {
  /// The model's id.
  Maybe<Text> model{};
  /// What the model would be sent.
  Maybe<ResponseInput> input{};
  /// What would instruct the model.
  Maybe<Text> instructions{};
  /// The tools that it could call.
  Maybe<std::vector<ResponseTool>> tools{};
  /// Which tools it would call.
  Maybe<ResponseToolChoice> tool_choice{};
  /// Whether there might be several calls at once.
  Maybe<bool> parallel_tool_calls{};
  /// How its text would be made.
  Maybe<TextOptions> text{};
  /// How it would reason.
  Maybe<ReasoningOptions> reasoning{};
  /// The response to go on from.
  Maybe<Text> previous_response_id{};
  /// The conversation it would belong to.
  Maybe<ConversationChoice> conversation{};
  /// What would be done when the context does not fit.
  std::optional<OpenEnum<ResponseTruncation>> truncation{};
  /// How it would speak: `friendly`, `pragmatic`.
  std::optional<Text> personality{};
  Extras extra{};
  bool operator==(const CountInputTokensRequest&) const = default;
};

/// How many tokens an input takes. Mirrors `TokenCountsResource`.
struct InputTokenCount {
  /// Always `response.input_tokens`.
  Text object = Text::literal("response.input_tokens");
  /// The number.
  std::int64_t input_tokens = 0;
  Extras extra{};
  bool operator==(const InputTokenCount&) const = default;
};

/// Asks to compact a conversation. Mirrors `CompactResponseMethodPublicBody`.
struct CompactRequest {
  /// The model's id.
  Maybe<Text> model{};
  /// The items.
  Maybe<ResponseInput> input{};
  /// The response whose items come before them.
  Maybe<Text> previous_response_id{};
  /// Instructs the model.
  Maybe<Text> instructions{};
  /// Requests with one key share a cache of prompts.
  Maybe<Text> prompt_cache_key{};
  /// How long the prompt stays in the cache (deprecated).
  Maybe<OpenEnum<PromptCacheRetention>> prompt_cache_retention{};
  /// How the prompt is cached.
  Maybe<PromptCacheOptions> prompt_cache_options{};
  /// Which queue serves the request.
  Maybe<OpenEnum<ServiceTier>> service_tier{};
  Extras extra{};
  bool operator==(const CompactRequest&) const = default;
};

/// A conversation made small: its items are the input of the next request. Mirrors `CompactResource`.
struct CompactedResponse {
  /// The compaction's id.
  Text id{};
  /// Always `response.compaction`.
  Text object = Text::literal("response.compaction");
  /// When it was made, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The items.
  std::vector<ResponseItem> output{};
  /// What it took.
  ResponseUsage usage{};
  Extras extra{};
  bool operator==(const CompactedResponse&) const = default;
};

}  // namespace oaicompat::inline v1
