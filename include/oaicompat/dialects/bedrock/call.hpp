// Bedrock's Converse, called as a backend of chats.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/call.hpp>
#include <oaicompat/dialects/bedrock/options.hpp>
#include <oaicompat/dialects/bedrock/sign.hpp>
#include <oaicompat/http/handler.hpp>

#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// How Bedrock is called.
struct CallBedrockOptions {
  /// A Bedrock API key, sent as `Authorization: Bearer`; nothing is signed then. Default: requests are signed where
  /// `sign` has credentials or a source of them, else the key is that of the request's own `Authorization: Bearer`, a
  /// client's `api_key`, and where there is none either the environment's credentials sign.
  std::string api_key = {};
  /// The region, the credentials and where they come from. Its clock is that of `call`.
  SignAwsOptions sign = {};
  /// What reasoning and formats become, and what becomes of what Converse cannot hold.
  BedrockRules rules = {};
  /// What stands before the paths, the bounds of an answer, the clock. Default no prefix.
  CallOptions call = {.prefix = ""};
};

/// A backend that performs chats by `Converse` and `ConverseStream`. The request's model is the model's id, its
/// inference profile or its ARN.
///
/// `cache_control` of parts, messages and tools becomes a `cachePoint` behind them; reasoning comes and goes back as
/// `reasoning_details`, with its signatures. Extras of a request that carry Converse's own members (`guardrailConfig`,
/// `performanceConfig`, ...) are sent on, and so are `top_k`, `thinking`, `anthropic_beta` and
/// `additionalModelRequestFields` as members of the model's own. Usage counts tokens of a cache as the API does. What
/// else is lost is reported: `Context::losses`, the header `x-oaicompat-loss`, the access log's `loss`. **Errors**: in
/// the API's words; a stream that ends before `messageStop` fails as cut off.
OAICOMPAT_API Backend call_bedrock(Handler handler, CallBedrockOptions options = {});

/// A layer that lets a `Client` speak to Bedrock: the last of its `inner_layers`.
///
///     Client client{{.base_url = bedrock_url("eu-west-1"),
///                    .inner_layers = {to_bedrock({.sign = {.region = "eu-west-1", .source = credentials}})}}};
OAICOMPAT_API Layer to_bedrock(CallBedrockOptions options = {});

/// Where Bedrock is: `https://bedrock-runtime.{region}.amazonaws.com`.
OAICOMPAT_API std::string bedrock_url(std::string_view region);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/bedrock/call.ipp>
#endif
