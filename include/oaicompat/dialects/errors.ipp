// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/errors.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail::error_table {

// A class in the words of each dialect; rows stand in the order of the classes.
struct ErrorRow {
  ErrorClass what;
  bool retryable;
  int openai;
  std::string_view openai_type, openai_code;
  ErrorName anthropic, gemini, ollama, bedrock;
};

inline constexpr std::array<ErrorRow, 16> error_rows{{
    {ErrorClass::invalid,
     false,
     400,
     "invalid_request_error",
     "",
     {400, "invalid_request_error"},
     {400, "INVALID_ARGUMENT"},
     {400, ""},
     {400, "ValidationException"}},
    {ErrorClass::context,
     false,
     400,
     "invalid_request_error",
     "context_length_exceeded",
     {400, "invalid_request_error"},
     {400, "INVALID_ARGUMENT"},
     {400, ""},
     {400, "ValidationException"}},
    {ErrorClass::filtered,
     false,
     400,
     "invalid_request_error",
     "content_filter",
     {400, "invalid_request_error"},
     {400, "INVALID_ARGUMENT"},
     {400, ""},
     {400, "ValidationException"}},
    {ErrorClass::unauthenticated,
     false,
     401,
     "authentication_error",
     "invalid_api_key",
     {401, "authentication_error"},
     {401, "UNAUTHENTICATED"},
     {401, ""},
     {403, "UnrecognizedClientException"}},
    {ErrorClass::billing,
     false,
     402,
     "invalid_request_error",
     "billing_error",
     {402, "billing_error"},
     {400, "FAILED_PRECONDITION"},
     {402, ""},
     {400, "ServiceQuotaExceededException"}},
    {ErrorClass::forbidden,
     false,
     403,
     "permission_error",
     "",
     {403, "permission_error"},
     {403, "PERMISSION_DENIED"},
     {403, ""},
     {403, "AccessDeniedException"}},
    {ErrorClass::not_found,
     false,
     404,
     "invalid_request_error",
     "model_not_found",
     {404, "not_found_error"},
     {404, "NOT_FOUND"},
     {404, ""},
     {404, "ResourceNotFoundException"}},
    {ErrorClass::conflict,
     true,
     409,
     "conflict_error",
     "",
     {409, "conflict_error"},
     {409, "ABORTED"},
     {409, ""},
     {409, "ConflictException"}},
    {ErrorClass::too_large,
     false,
     413,
     "invalid_request_error",
     "request_too_large",
     {413, "request_too_large"},
     {413, "INVALID_ARGUMENT"},
     {413, ""},
     {413, "ValidationException"}},
    {ErrorClass::rate_limited,
     true,
     429,
     "rate_limit_error",
     "rate_limit_exceeded",
     {429, "rate_limit_error"},
     {429, "RESOURCE_EXHAUSTED"},
     {429, ""},
     {429, "ThrottlingException"}},
    {ErrorClass::quota,
     false,
     429,
     "insufficient_quota",
     "insufficient_quota",
     {429, "rate_limit_error"},
     {429, "RESOURCE_EXHAUSTED"},
     {429, ""},
     {400, "ServiceQuotaExceededException"}},
    {ErrorClass::cancelled,
     false,
     499,
     "invalid_request_error",
     "cancelled",
     {499, "api_error"},
     {499, "CANCELLED"},
     {499, ""},
     {499, "ValidationException"}},
    {ErrorClass::server,
     true,
     500,
     "server_error",
     "",
     {500, "api_error"},
     {500, "INTERNAL"},
     {500, ""},
     {500, "InternalServerException"}},
    {ErrorClass::not_offered,
     false,
     501,
     "server_error",
     "not_implemented",
     {501, "api_error"},
     {501, "UNIMPLEMENTED"},
     {501, ""},
     {501, "UnknownOperationException"}},
    {ErrorClass::overloaded,
     true,
     503,
     "server_error",
     "overloaded",
     {529, "overloaded_error"},
     {503, "UNAVAILABLE"},
     {503, ""},
     {503, "ServiceUnavailableException"}},
    {ErrorClass::timeout,
     true,
     504,
     "server_error",
     "timeout",
     {504, "timeout_error"},
     {504, "DEADLINE_EXCEEDED"},
     {504, ""},
     {408, "ModelTimeoutException"}},
}};
inline const ErrorRow& row_of(ErrorClass what) { return error_rows[static_cast<std::size_t>(what)]; }

// Words that stand in no row, or whose row is not the first with them.
struct ErrorAlias {
  std::string_view word;
  ErrorClass what;
};
inline constexpr ErrorAlias error_aliases[] = {
    {"context_length_exceeded", ErrorClass::context},
    {"exceed_context_size_error", ErrorClass::context},
    {"content_filter", ErrorClass::filtered},
    {"content_policy_violation", ErrorClass::filtered},
    {"ResponsibleAIPolicyViolation", ErrorClass::filtered},
    {"invalid_api_key", ErrorClass::unauthenticated},
    {"InvalidSignatureException", ErrorClass::unauthenticated},
    {"IncompleteSignatureException", ErrorClass::unauthenticated},
    {"MissingAuthenticationTokenException", ErrorClass::unauthenticated},
    {"ExpiredTokenException", ErrorClass::unauthenticated},
    {"billing_error", ErrorClass::billing},
    {"insufficient_quota", ErrorClass::quota},
    {"ServiceQuotaExceededException", ErrorClass::quota},
    {"model_not_found", ErrorClass::not_found},
    {"DeploymentNotFound", ErrorClass::not_found},
    {"ALREADY_EXISTS", ErrorClass::conflict},
    {"OUT_OF_RANGE", ErrorClass::invalid},
    {"FAILED_PRECONDITION", ErrorClass::invalid},
    {"request_too_large", ErrorClass::too_large},
    {"rate_limit_exceeded", ErrorClass::rate_limited},
    {"RateLimitReached", ErrorClass::rate_limited},
    {"ModelNotReadyException", ErrorClass::rate_limited},
    {"TooManyRequestsException", ErrorClass::rate_limited},
    {"ModelErrorException", ErrorClass::server},
    {"ModelStreamErrorException", ErrorClass::server},
    {"UNKNOWN", ErrorClass::server},
    {"DATA_LOSS", ErrorClass::server},
    {"engine_overloaded", ErrorClass::overloaded},
    {"overloaded", ErrorClass::overloaded},
};

inline ErrorName word_in(const ErrorRow& row, ErrorDialect dialect) {
  switch (dialect) {
    case ErrorDialect::openai: return {row.openai, row.openai_code.empty() ? row.openai_type : row.openai_code};
    case ErrorDialect::anthropic: return row.anthropic;
    case ErrorDialect::gemini: return row.gemini;
    case ErrorDialect::ollama: return row.ollama;
    case ErrorDialect::bedrock: return row.bedrock;
  }
  return {};
}

inline std::optional<ErrorClass> class_of_word(ErrorDialect dialect, std::string_view word) {
  if (word.empty()) return std::nullopt;
  // Frames of a stream write exceptions with a small letter.
  const auto same = [&](std::string_view known) {
    return dialect == ErrorDialect::bedrock ? iequals(known, word) : known == word;
  };
  for (const auto& alias : error_aliases) {
    if (same(alias.word)) return alias.what;
  }
  for (const auto& row : error_rows) {
    const auto known = word_in(row, dialect).word;
    if ((!known.empty() && same(known)) || (dialect == ErrorDialect::openai && row.openai_type == word))
      return row.what;
  }
  return std::nullopt;
}

inline ErrorClass class_of_status(int status) {
  switch (status) {
    case 401: return ErrorClass::unauthenticated;
    case 402: return ErrorClass::billing;
    case 403: return ErrorClass::forbidden;
    case 404: return ErrorClass::not_found;
    case 409: return ErrorClass::conflict;
    case 413: return ErrorClass::too_large;
    case 429: return ErrorClass::rate_limited;
    case 499: return ErrorClass::cancelled;
    case 501: return ErrorClass::not_offered;
    case 503:
    case 529: return ErrorClass::overloaded;
    case 408:
    case 504: return ErrorClass::timeout;
    default: return status == 0 || status >= 500 ? ErrorClass::server : ErrorClass::invalid;
  }
}

inline std::string lower_case(std::string_view text) {
  std::string out{text};
  for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// The numbers of a text that stand alone, commas within them left out; at most four.
inline std::vector<std::int64_t> numbers_in(std::string_view text) {
  std::vector<std::int64_t> out;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < text.size() && out.size() < 4;) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    std::string digits;
    for (; i < text.size() && (is_digit(text[i]) || (text[i] == ',' && i + 1 < text.size() && is_digit(text[i + 1])));
         ++i) {
      if (text[i] != ',') digits += text[i];
    }
    std::int64_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec == std::errc{}) out.push_back(number);
  }
  return out;
}

// How providers say that a conversation is too long, in lower case, and which number after the phrase's begin is what.
struct OverflowPhrase {
  std::string_view phrase;
  int tokens, limit;  // places of the numbers; -1 where the phrase tells none
};
inline constexpr OverflowPhrase overflow_phrases[] = {
    {"prompt is too long:", 0, 1},                  // N tokens > M maximum
    {"maximum context length is", 1, 0},            // M tokens. However, you requested N tokens
    {"input token count (", 0, 1},                  // N) exceeds the maximum number of tokens allowed (M)
    {"exceeds the available context size", -1, 0},  // (M tokens)
    {"context length exceeded", -1, -1},
    {"exceed context limit", 0, -1},  // input length and `max_tokens` exceed context limit: N + K > M
    {"input is too long for requested model", -1, -1},
    {"prompt is too long", -1, -1},
    {"too many input tokens", -1, -1},
    {"maximum number of tokens allowed", -1, -1},
    {"exceeds the maximum length", -1, -1},
    {"exceeded the model's context window", -1, -1},
    {"exceeds the context window", -1, -1},
};

}  // namespace detail::error_table

OAICOMPAT_INLINE std::optional<ContextOverflow> context_overflow(std::string_view message) {
  const auto text = detail::error_table::lower_case(message.substr(0, 4096));
  for (const auto& [phrase, tokens, limit] : detail::error_table::overflow_phrases) {
    const auto at = text.find(phrase);
    if (at == text.npos) continue;
    const auto numbers = detail::error_table::numbers_in(std::string_view{text}.substr(at));
    const auto number = [&](int place) {
      return place >= 0 && static_cast<std::size_t>(place) < numbers.size()
                 ? std::optional{numbers[static_cast<std::size_t>(place)]}
                 : std::nullopt;
    };
    return ContextOverflow{number(tokens), number(limit)};
  }
  return std::nullopt;
}

OAICOMPAT_INLINE ErrorClass error_class(ErrorDialect dialect, int status, std::string_view word,
                                        std::string_view message) {
  const auto told = detail::error_table::class_of_word(dialect, word);
  const auto what = told ? *told : detail::error_table::class_of_status(status);
  const bool may_be_length = what == ErrorClass::invalid || what == ErrorClass::too_large;
  return may_be_length && context_overflow(message) ? ErrorClass::context : what;
}
OAICOMPAT_INLINE ErrorClass error_class(const Error& error) {
  if (error.kind == ErrorKind::timeout) return ErrorClass::timeout;
  if (error.kind == ErrorKind::cancelled) return ErrorClass::cancelled;
  if (error.kind == ErrorKind::parse && error.status == 0) return ErrorClass::invalid;
  const auto by_code = detail::error_table::class_of_word(ErrorDialect::openai, error.code);
  if (by_code) return *by_code;
  // The types say less than the statuses: `invalid_request_error` is 404 too.
  const bool narrow = error.type != "invalid_request_error" && error.type != "server_error";
  return error_class(ErrorDialect::openai, error.status, narrow || error.status == 0 ? error.type : std::string{},
                     error.message);
}

OAICOMPAT_INLINE ErrorName error_name_in(ErrorDialect dialect, ErrorClass what) {
  return detail::error_table::word_in(detail::error_table::row_of(what), dialect);
}
OAICOMPAT_INLINE bool is_retryable(ErrorClass what) { return detail::error_table::row_of(what).retryable; }

OAICOMPAT_INLINE Error error_from(ErrorDialect dialect, int status, std::string_view word, std::string message) {
  const auto what = error_class(dialect, status, word, message);
  const auto& row = detail::error_table::row_of(what);
  // A status that came stands, where it is of the same class.
  const bool stands =
      status >= 400 && status < 600 && status != 529 && detail::error_table::class_of_status(status) == what;
  auto out = api_error(stands ? status : row.openai, std::move(message), std::string{row.openai_code});
  out.type = row.openai_type;
  if (what == ErrorClass::context) {
    out.param = "messages";
    out.message = error_message_for(ErrorDialect::openai, out);
  }
  if (what == ErrorClass::quota || what == ErrorClass::billing) out.headers.set("x-should-retry", "false");
  return out;
}

OAICOMPAT_INLINE std::string error_message_for(ErrorDialect dialect, const Error& error) {
  const auto overflow = context_overflow(error.message);
  const auto lower = detail::error_table::lower_case(error.message);
  if (!overflow || !overflow->limit) return error.message;
  const auto limit = std::to_string(*overflow->limit);
  if (dialect == ErrorDialect::anthropic && overflow->tokens && lower.find("prompt is too long") == lower.npos)
    return "prompt is too long: " + std::to_string(*overflow->tokens) + " tokens > " + limit + " maximum";
  if (dialect == ErrorDialect::openai && lower.find("maximum context length") == lower.npos) {
    auto out = "This model's maximum context length is " + limit + " tokens. ";
    if (overflow->tokens)
      out += "However, your messages resulted in " + std::to_string(*overflow->tokens) + " tokens. ";
    return out + "Please reduce the length of the messages. (" + error.message + ")";
  }
  return error.message;
}

}  // namespace oaicompat::inline v1
