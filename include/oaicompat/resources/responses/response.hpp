// Response: what the Responses API makes.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/responses/item.hpp>
#include <oaicompat/resources/responses/options.hpp>
#include <oaicompat/resources/responses/tool_choice.hpp>

namespace oaicompat::inline v1 {

/// How far a response has come.
enum class ResponseStatus {
  completed,    ///< It is whole.
  in_progress,  ///< It is being made.
  incomplete,   ///< It ends early: see `incomplete_details`.
  failed,       ///< It failed: see `error`.
  cancelled,    ///< It was cancelled.
  queued,       ///< It waits to be made.
};
constexpr auto describe(Type<ResponseStatus>) {
  return std::array<Word<ResponseStatus>, 6>{{{"completed", ResponseStatus::completed},
                                              {"in_progress", ResponseStatus::in_progress},
                                              {"incomplete", ResponseStatus::incomplete},
                                              {"failed", ResponseStatus::failed},
                                              {"cancelled", ResponseStatus::cancelled},
                                              {"queued", ResponseStatus::queued}}};
}

/// Why a response failed.
enum class ResponseErrorCode {
  server_error,                    ///< The server failed.
  rate_limit_exceeded,             ///< Too many requests, or tokens.
  invalid_prompt,                  ///< The prompt is not valid.
  data_residency_mismatch,         ///< The data may not be processed here.
  bio_policy,                      ///< The policy on biology forbids it.
  vector_store_timeout,            ///< The vector store took too long.
  invalid_image,                   ///< The image is not valid.
  invalid_image_format,            ///< The image's format is not valid.
  invalid_base64_image,            ///< The image is not base64.
  invalid_image_url,               ///< The image's URL is not valid.
  image_too_large,                 ///< The image has too many pixels.
  image_too_small,                 ///< The image has too few pixels.
  image_parse_error,               ///< The image could not be read.
  image_content_policy_violation,  ///< The image is not allowed.
  invalid_image_mode,              ///< The image's mode is not valid.
  image_file_too_large,            ///< The image's file is too large.
  unsupported_image_media_type,    ///< The image's media type is not known.
  empty_image_file,                ///< The image's file is empty.
  failed_to_download_image,        ///< The image could not be fetched.
  image_file_not_found,            ///< There is no such image.
};
constexpr auto describe(Type<ResponseErrorCode>) {
  return std::array<Word<ResponseErrorCode>, 20>{
      {{"server_error", ResponseErrorCode::server_error},
       {"rate_limit_exceeded", ResponseErrorCode::rate_limit_exceeded},
       {"invalid_prompt", ResponseErrorCode::invalid_prompt},
       {"data_residency_mismatch", ResponseErrorCode::data_residency_mismatch},
       {"bio_policy", ResponseErrorCode::bio_policy},
       {"vector_store_timeout", ResponseErrorCode::vector_store_timeout},
       {"invalid_image", ResponseErrorCode::invalid_image},
       {"invalid_image_format", ResponseErrorCode::invalid_image_format},
       {"invalid_base64_image", ResponseErrorCode::invalid_base64_image},
       {"invalid_image_url", ResponseErrorCode::invalid_image_url},
       {"image_too_large", ResponseErrorCode::image_too_large},
       {"image_too_small", ResponseErrorCode::image_too_small},
       {"image_parse_error", ResponseErrorCode::image_parse_error},
       {"image_content_policy_violation", ResponseErrorCode::image_content_policy_violation},
       {"invalid_image_mode", ResponseErrorCode::invalid_image_mode},
       {"image_file_too_large", ResponseErrorCode::image_file_too_large},
       {"unsupported_image_media_type", ResponseErrorCode::unsupported_image_media_type},
       {"empty_image_file", ResponseErrorCode::empty_image_file},
       {"failed_to_download_image", ResponseErrorCode::failed_to_download_image},
       {"image_file_not_found", ResponseErrorCode::image_file_not_found}}};
}

/// Why a response failed. Mirrors `ResponseError`.
struct ResponseError {
  /// For programs.
  OpenEnum<ResponseErrorCode> code{};
  /// For people.
  Text message{};
  Extras extra{};
  bool operator==(const ResponseError&) const = default;
};

/// Why a response ends early.
enum class IncompleteReason {
  max_output_tokens,  ///< It has as many tokens as it may.
  content_filter,     ///< What comes is not allowed.
};
constexpr auto describe(Type<IncompleteReason>) {
  return std::array<Word<IncompleteReason>, 2>{{{"max_output_tokens", IncompleteReason::max_output_tokens},
                                                {"content_filter", IncompleteReason::content_filter}}};
}

/// Why a response ends early. Mirrors `Response.incomplete_details`.
struct IncompleteDetails {
  /// The reason.
  std::optional<OpenEnum<IncompleteReason>> reason{};
  Extras extra{};
  bool operator==(const IncompleteDetails&) const = default;
};

/// The moderation of one side. Mirrors `Moderation.input`.
struct ResponseModerationOutcome
    : TaggedUnion<"type", TaggedCase<ModerationResult, "moderation_result">, Case<"error", ModerationError>> {
  using TaggedUnion::TaggedUnion;
};

/// The moderation of a response. Mirrors `Moderation`.
struct ResponseModeration {
  /// Of what the caller said.
  ResponseModerationOutcome input{};
  /// Of what the model said.
  ResponseModerationOutcome output{};
  Extras extra{};
  bool operator==(const ResponseModeration&) const = default;
};

/// What instructs the model, or what is sent to it: text, or items. Mirrors `InputParam`.
using ResponseInput = OneOf<Text, std::vector<ResponseItem>>;

/// What the model makes of a request: items, and what became of it. Mirrors `Response`.
struct Response {
  /// The response's id.
  Text id{};
  /// Always `response`.
  Text object = Text::literal("response");
  /// When it was begun, in seconds since 1970.
  double created_at = 0;
  /// How far it has come.
  OpenEnum<ResponseStatus> status{};
  /// Whether it is made in the background.
  Maybe<bool> background{};
  /// When it was whole, in seconds since 1970.
  Maybe<double> completed_at{};
  /// Why it failed.
  Maybe<ResponseError> error{};
  /// Why it ends early.
  Maybe<IncompleteDetails> incomplete_details{};
  /// What instructed the model.
  Maybe<ResponseInput> instructions{};
  /// The most tokens it may take, reasoning included.
  Maybe<std::int64_t> max_output_tokens{};
  /// The most calls of the server's tools.
  Maybe<std::int64_t> max_tool_calls{};
  /// The model that made it.
  Text model{};
  /// What the model made.
  std::vector<ResponseItem> output{};
  /// Whether it may hold several calls at once.
  bool parallel_tool_calls = true;
  /// The response it goes on from.
  Maybe<Text> previous_response_id{};
  /// The conversation it belongs to.
  Maybe<ConversationReference> conversation{};
  /// The prompt it was made from.
  Maybe<PromptTemplate> prompt{};
  /// How the model reasoned.
  Maybe<ReasoningOptions> reasoning{};
  /// How its text was made.
  std::optional<TextOptions> text{};
  /// The tools that the model could call.
  std::vector<ResponseTool> tools{};
  /// Which tools the model had to call.
  ResponseToolChoice tool_choice = OpenEnum<ToolMode>{ToolMode::auto_};
  /// How random the choice of tokens was.
  Maybe<double> temperature{};
  /// How much of the probability the choice was made from.
  Maybe<double> top_p{};
  /// How many likely tokens are given at each place.
  Maybe<std::int64_t> top_logprobs{};
  /// What was done when the context did not fit.
  Maybe<OpenEnum<ResponseTruncation>> truncation{};
  /// Which queue served it.
  Maybe<OpenEnum<ServiceTier>> service_tier{};
  /// What it took; absent until it is known.
  Maybe<ResponseUsage> usage{};
  /// An id of the end user (deprecated).
  Maybe<Text> user{};
  /// An id of the end user for the detection of abuse.
  Maybe<Text> safety_identifier{};
  /// The key whose requests shared a cache.
  Maybe<Text> prompt_cache_key{};
  /// How long the prompt stays in the cache (deprecated).
  Maybe<OpenEnum<PromptCacheRetention>> prompt_cache_retention{};
  /// How the prompt was cached.
  std::optional<PromptCacheOptions> prompt_cache_options{};
  /// What moderation found.
  Maybe<ResponseModeration> moderation{};
  /// The labels of the request.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const Response&) const = default;

  /// The text of its messages, one after another.
  OAICOMPAT_API std::string output_text() const;
  /// The calls of the caller's functions in its output. **Lifetime**: as the output.
  OAICOMPAT_API std::vector<const FunctionCallItem*> function_calls() const;
};

template <>
inline constexpr bool compiled_apart<Response> = true;
#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API Codec<Response>;
#endif

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/response.ipp>
#endif
