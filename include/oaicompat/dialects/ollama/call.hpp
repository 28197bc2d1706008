// A server that speaks Ollama's own API, called as a backend.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/call.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/http/handler.hpp>

#include <string>

namespace oaicompat::inline v1 {

/// How a server that speaks Ollama's own API is called.
struct CallOllamaOptions {
  /// Sent as `Authorization: Bearer`. Default the key of the request that is answered, if it has one.
  std::string api_key{};
  /// What becomes of a request that asks for something that Ollama has no member for. Default reported.
  Losses losses = Losses::reported;
  /// What stands before the paths, the bounds of an answer, the clock. A prefix that ends in `/api` or `/v1` is taken
  /// without that. Default no prefix.
  CallOptions call = {.prefix = ""};
};

/// A backend that performs chats, embeddings and the list of models by asking a handler in Ollama's own form.
///
/// Of a chat's request these travel under their own names as extras: `options` of Ollama's (`num_ctx`, `top_k`,
/// `repeat_penalty`, ...), `keep_alive`, `think`, `truncate`, `shift`. A stream that ends without its line `done` fails
/// as cut off. The inverse of `serve_ollama`.
OAICOMPAT_API Backend call_ollama(Handler handler, CallOllamaOptions options = {});

/// A layer that lets a `Client` speak to Ollama: the last of its `inner_layers`.
///
///     Client client{{.base_url = "http://127.0.0.1:11434", .inner_layers = {to_ollama()}}};
OAICOMPAT_API Layer to_ollama(CallOllamaOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/ollama/call.ipp>
#endif
