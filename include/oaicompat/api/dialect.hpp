// Dialect: another wire form of the API, which a Server speaks beside its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// A wire form that a `Server` speaks beside the API's own, over the same handlers: `anthropic_dialect()`,
/// `gemini_dialect()`, `ollama_dialect()`. **Threads**: its functions are called from many at once.
struct Dialect {
  /// Names it in logs: `anthropic`.
  std::string name{};
  /// Whether a request is of this dialect, told by its head: its path, and where two share a path its headers. It says
  /// the same of a head once `normalize` has changed it.
  std::function<bool(const Request& head)> speaks{};
  /// Serves a backend in this dialect. Called once for each handler that is taken of the server. The handler may put a
  /// `form` of its own into the heads of its answers; where it does not, what `late_error` and `comments` say is put
  /// there.
  std::function<Handler(Backend)> serve{};
  /// Brings a request's head to the form that the server's layers know, before they see it: the key goes to
  /// `Authorization: Bearer`. Default nothing.
  std::function<void(Request& head)> normalize{};
  /// Changes the head of every answer in this dialect: adds `request-id` where the dialect has it. Default nothing.
  std::function<void(Head& head)> finish_head{};
  /// The answer in this dialect for what one of the server's layers refused: no key, too many requests, too large a
  /// body. Its request id is the one of this server. The fields of the layer's answer are kept. Default as the API has
  /// it.
  std::function<Answer(const Error& error)> error{};
  /// What ends a stream of this dialect that a layer breaks off: see `AnswerForm`. Default as the API has it.
  std::function<Bytes(const Error& error)> late_error{};
  /// Whether its event streams may carry comments that keep a connection alive. Default they may.
  AnswerForm::Comments comments = AnswerForm::Comments::allowed;
  /// The paths that need no key. Default none.
  std::vector<std::string> open_paths{};
};

}  // namespace oaicompat::inline v1
