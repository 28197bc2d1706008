// call_anthropic: a provider that speaks the Anthropic Messages API, as a Backend.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/anthropic/models.hpp>
#include <oaicompat/dialects/anthropic/types.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// How a provider that speaks the Anthropic Messages API is called.
struct CallAnthropicOptions {
  /// The key. Default the one of the request's own `Authorization: Bearer`.
  std::string api_key = {};
  /// How the key travels: in `x-api-key`, which every server takes, or as `Authorization: Bearer`. Default `x-api-key`.
  enum class Key { x_api_key, bearer } key = Key::x_api_key;
  /// The version of the API. Default `2023-06-01`.
  std::string version = "2023-06-01";
  /// What stands in `anthropic-beta`. Default nothing.
  std::vector<std::string> betas = {};
  /// What stands before `/messages`: the path of the base URL. Default `/v1`.
  std::string prefix = "/v1";
  /// What models take. The first that fits counts. Default the models that are known.
  std::vector<AnthropicModelRules> models = anthropic_model_rules();
  /// What happens to a request that loses something on its way. Default it is reported.
  Losses losses = Losses::reported;
  /// What happens to thoughts of earlier turns without a signature. Anthropic's models refuse them; other servers'
  /// models take them. Default they are left out, and reported.
  enum class UnsignedThoughts { dropped, sent } unsigned_thoughts = UnsignedThoughts::dropped;
  /// The most bytes of a whole answer. Default 256 MiB.
  std::size_t max_answer_bytes = std::size_t{256} << 20;
  /// The most bytes of one event of a streamed answer. Default 64 MiB.
  std::size_t max_event_bytes = std::size_t{64} << 20;
  /// Fields of answers that errors carry, and that a server which serves this backend answers with, beside those of
  /// `passed_fields` and `anthropic-ratelimit-*`. Default none.
  std::vector<std::string> forward_headers = {};
  /// Says when an answer was made, which the API does not. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A backend that performs chat completions, whole and streamed, and the listing of models by asking a handler that
/// speaks the Anthropic Messages API. The inverse of `serve_anthropic`; Responses are derived from it by
/// `with_responses`.
///
/// Thoughts come as `reasoning_content`, and with their signatures as `reasoning_details`, and go back so; what else a
/// chat message has no member for comes as `content_blocks`. What a request loses is told by `Context::losses`, and by
/// `Context::on_passed` in `x-oaicompat-loss`.
/// **Errors**: as `call`; a stream that ends without `message_stop` has been cut off.
OAICOMPAT_API Backend call_anthropic(Handler handler, CallAnthropicOptions options = {});

/// A layer for a client: the last of its `inner_layers`.
///
///     Client claude{{.base_url = "https://api.anthropic.com/v1", .api_key = key, .inner_layers = {to_anthropic()}}};
///
/// The path of the client's base URL is the prefix.
OAICOMPAT_API Layer to_anthropic(CallAnthropicOptions options = {});

/// Counts the tokens of a request by `POST /v1/messages/count_tokens`. The stream gives one number.
OAICOMPAT_API StreamPtr<std::int64_t> count_anthropic_tokens(const Handler& handler, const ChatRequest& request,
                                                             const CallAnthropicOptions& options, Context context = {});

/// A chat request as Anthropic's; what is lost goes into the report. **Errors**: what cannot be asked: several choices,
/// audio, an image of another type, arguments that are no JSON object.
OAICOMPAT_API Result<AnthropicRequest> to_anthropic_request(const ChatRequest& request,
                                                            const CallAnthropicOptions& options, LossReport& losses);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/call.ipp>
#include <oaicompat/dialects/anthropic/from_chat.ipp>
#endif
