// Ollama's own API (`/api/chat`, `/api/tags`, ...), served over any backend.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/dialect.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/json/document.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What is said of a model, in `/api/show`, `/api/tags` and `/api/ps`.
struct OllamaModelFacts {
  /// The name of its architecture: `llama`, `qwen3`. Default `transformer`.
  std::string family = "transformer";
  /// How many weights it has: `8.0B`. Default unknown.
  std::string parameter_size{};
  /// How they are stored: `Q4_K_M`. Default unknown.
  std::string quantization_level{};
  /// The longest context, in tokens. Default 131,072.
  std::int64_t context_length = 131072;
  /// What it can do: `completion`, `tools`, `insert`, `vision`, `embedding`, `thinking`. Default the first two.
  std::vector<std::string> capabilities = {"completion", "tools"};
  /// The bytes that its file takes. Default 0: unknown.
  std::int64_t size = 0;
};

/// How a backend is served in Ollama's form.
struct ServeOllamaOptions {
  /// The version that `/api/version` tells. Clients refuse old ones. Default 0.30.0.
  std::string version = "0.30.0";
  /// What is said of a model. Default nothing that is known of it.
  std::function<OllamaModelFacts(std::string_view model)> facts{};
  /// Whether a model without a tag is listed as `name:latest`, as Ollama lists it, and asked for without that. Default
  /// added.
  enum class LatestTag { added, as_it_is } latest_tag = LatestTag::added;
  /// What becomes of a request that asks for something that a chat has no member for. Default reported.
  Losses losses = Losses::reported;
  /// What `created_at` and the durations come from. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Bounds of reading a request's body.
  ReadOptions reading = {};
};

/// Speaks Ollama's own API for a backend: `/api/chat`, `/api/generate`, `/api/embed`, `/api/embeddings`, `/api/tags`,
/// `/api/show`, `/api/ps`, `/api/version`, `/`. A stream is JSON a line, and comes unless a request says otherwise.
///
/// `/api/pull` of a model that there is succeeds at once; what changes models (push, create, copy, delete, blobs) is
/// refused with a 501. The first event is pulled before the head is given; a later failure is a last line `{"error"}`,
/// and no line says `done` then. Calls of tools are given whole, once the answer has ended. What a request or an answer
/// has that did not come across stands in `x-oaicompat-loss` and `Context::losses`.
/// Source: Ollama's `docs/api.md`, `api/types.go`.
OAICOMPAT_API Handler serve_ollama(Backend backend, ServeOllamaOptions options = {});

/// The same as a dialect of a `Server`: its paths are `/` and those below `/api/`.
OAICOMPAT_API Dialect ollama_dialect(ServeOllamaOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/ollama/serve.ipp>
#endif
