// Errors between dialects: one table of what goes wrong, and what each dialect calls it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// Whose words an error is in.
enum class ErrorDialect : std::uint8_t {
  openai,     ///< `type` and `code`.
  anthropic,  ///< `error.type`: `rate_limit_error`.
  gemini,     ///< `error.status`: `RESOURCE_EXHAUSTED`.
  ollama,     ///< A message alone.
  bedrock,    ///< The exception's name: `ThrottlingException`.
};

/// What went wrong, as far as programs act on it.
enum class ErrorClass : std::uint8_t {
  invalid,          ///< The request is wrong.
  context,          ///< The conversation is too long for the model.
  filtered,         ///< A filter refused the request.
  unauthenticated,  ///< The key is missing or wrong.
  billing,          ///< There is nothing left to pay with.
  forbidden,        ///< The key may not do this.
  not_found,        ///< There is no such model, or no such thing.
  conflict,         ///< Something else is being done to it.
  too_large,        ///< The request has too many bytes.
  rate_limited,     ///< Too many requests, or tokens, for now.
  quota,            ///< A quota is used up: waiting does not help.
  cancelled,        ///< The caller went away.
  server,           ///< The provider failed.
  not_offered,      ///< The provider does not do this.
  overloaded,       ///< The provider has too much to do.
  timeout,          ///< It took too long.
};

/// What a dialect calls a class of errors.
struct ErrorName {
  int status = 0;           ///< The HTTP status.
  std::string_view word{};  ///< The type, status word or exception; empty where the dialect has none.
};

/// The class of an error in a dialect's words: its word goes first, then what its message says of the length of the
/// conversation, then its status.
OAICOMPAT_API ErrorClass error_class(ErrorDialect dialect, int status, std::string_view word, std::string_view message);
/// The class of an error in OpenAI's words.
OAICOMPAT_API ErrorClass error_class(const Error& error);
/// What a dialect calls a class. **Lifetime**: of the program.
OAICOMPAT_API ErrorName error_name_in(ErrorDialect dialect, ErrorClass what);
/// What a dialect calls an error that is answered with this status: the name of its class, or where that has another
/// status the name of the status. **Lifetime**: of the program.
OAICOMPAT_API std::string_view error_word_in(ErrorDialect dialect, const Error& error, int status);
/// Whether the same request may succeed a little later.
OAICOMPAT_API bool is_retryable_class(ErrorClass what);

/// An error that another dialect told, in OpenAI's words: `type`, `code`, and a message that clients of the API
/// recognise where the conversation is too long. The status is the one that came, where the class has no other: 529 is
/// 503. A quota that is used up says `x-should-retry: false`.
OAICOMPAT_API Error error_from(ErrorDialect dialect, int status, std::string_view word, std::string message);

/// The same of an error whose body was read before: what else it says (when to ask again, the request's id, headers)
/// stays.
OAICOMPAT_API Error error_from(ErrorDialect dialect, std::string_view word, Error read);

/// How much too long a conversation is, where a message says so.
struct ContextOverflow {
  std::optional<std::int64_t> tokens{};  ///< Of the request.
  std::optional<std::int64_t> limit{};   ///< Of the model.
};
/// Whether a message says that the conversation is too long for the model, in the words of any provider.
OAICOMPAT_API std::optional<ContextOverflow> context_overflow(std::string_view message);
/// Whether an error says that a system message may not stand where it stands, in the words of any provider.
OAICOMPAT_API bool refuses_system_role(const Error& error);
/// An error's message for a client of a dialect, without an upstream's address: in the words that its clients look for
/// where the conversation is too long (`prompt is too long: N tokens > M maximum`; `maximum context length is M
/// tokens`; `input token count (N) exceeds the maximum number of tokens allowed (M)`) or, for Anthropic's, where a
/// system turn is refused (`Unexpected role "system"`); else as it is.
OAICOMPAT_API std::string error_message_for(ErrorDialect dialect, const Error& error);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/errors.ipp>
#endif
