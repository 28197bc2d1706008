// The one table of errors: what each dialect calls a class of them, and how providers say what clients act on.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/errors.hpp>

#include <array>
#include <string_view>

namespace oaicompat::inline v1::detail::error_table {

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
    {"api_error", ErrorClass::server},
    {"ModelErrorException", ErrorClass::server},
    {"ModelStreamErrorException", ErrorClass::server},
    {"UNKNOWN", ErrorClass::server},
    {"DATA_LOSS", ErrorClass::server},
    {"engine_overloaded", ErrorClass::overloaded},
    {"overloaded", ErrorClass::overloaded},
};

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

}  // namespace oaicompat::inline v1::detail::error_table
