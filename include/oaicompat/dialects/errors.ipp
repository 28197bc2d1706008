// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/error_rows.ipp>
#include <oaicompat/dialects/errors.hpp>
#include <oaicompat/http/answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail::error_table {

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
OAICOMPAT_INLINE bool is_retryable_class(ErrorClass what) { return detail::error_table::row_of(what).retryable; }

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

OAICOMPAT_INLINE Error error_from(ErrorDialect dialect, std::string_view word, Error read) {
  auto made = error_from(dialect, read.status, word, std::move(read.message));
  for (const auto& [name, value] : made.headers) read.headers.set(name, value);
  read.kind = made.kind;
  read.status = made.status;
  read.type = std::move(made.type);
  read.code = std::move(made.code);
  read.param = std::move(made.param);
  read.message = std::move(made.message);
  return read;
}

OAICOMPAT_INLINE std::string_view error_word_in(ErrorDialect dialect, const Error& error, int status) {
  const auto by_status = detail::error_table::class_of_status(status);
  const auto name = error_name_in(dialect, error_class(error));
  return name.status == status ? name.word : error_name_in(dialect, by_status).word;
}

// --- texts that clients match on -----------------------------------------------------------------------------------

namespace detail::error_table {

// A conversation that is too long in words that are not known: of its numbers the largest is what it has.
inline ContextOverflow overflow_by_size(std::string_view message) {
  auto numbers = numbers_in(message);
  std::erase_if(numbers, [](std::int64_t each) { return each < 100; });
  if (numbers.size() < 2) return {};
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  return {*most, *least};
}
// Clients that send a system turn amid the others look for these words, and send it otherwise then.
inline constexpr std::string_view unexpected_system = "Unexpected role \"system\"";

inline std::string overflow_for(ErrorDialect dialect, const ContextOverflow& overflow, const std::string& message) {
  const auto has = [lower = lower_case(message)](std::string_view words) { return lower.find(words) != lower.npos; };
  const auto tokens = std::to_string(overflow.tokens.value_or(0)), limit = std::to_string(overflow.limit.value_or(0));
  const bool both = overflow.tokens && overflow.limit;
  if (dialect == ErrorDialect::anthropic && !has("prompt is too long")) {
    if (both) return "prompt is too long: " + tokens + " tokens > " + limit + " maximum";
    return "prompt is too long: " + message;
  }
  if (dialect == ErrorDialect::gemini && both && !has("input token count"))
    return "The input token count (" + tokens + ") exceeds the maximum number of tokens allowed (" + limit + ").";
  if (dialect == ErrorDialect::openai && overflow.limit && !has("maximum context length")) {
    auto out = "This model's maximum context length is " + limit + " tokens. ";
    if (overflow.tokens) out += "However, your messages resulted in " + tokens + " tokens. ";
    return out + "Please reduce the length of the messages. (" + message + ")";
  }
  return message;
}

// The first name in quotes or backquotes; empty where there is none.
inline std::string_view quoted_name(std::string_view message) {
  const auto begin = message.find_first_of("'`\"");
  if (begin == message.npos) return {};
  const auto end = message.find(message[begin], begin + 1);
  return end == message.npos ? std::string_view{} : message.substr(begin + 1, end - begin - 1);
}

}  // namespace detail::error_table

OAICOMPAT_INLINE bool refuses_system_role(const Error& error) {
  const auto low = detail::error_table::lower_case(error.message);
  const auto has = [&](std::string_view words) { return low.find(words) != low.npos; };
  return error.status == 400 && has("system") && (has("role") || has("message")) &&
         (has("support") || has("unexpected") || has("must be at the beginning") || has("alternate") ||
          has("only the first"));
}

OAICOMPAT_INLINE std::string error_message_for(ErrorDialect dialect, const Error& error) {
  auto message = without_address(error).message;
  auto overflow = context_overflow(message);
  if (!overflow && error.code == "context_length_exceeded") overflow = detail::error_table::overflow_by_size(message);
  if (overflow && error_class(error) == ErrorClass::context)
    return detail::error_table::overflow_for(dialect, *overflow, message);
  constexpr auto expected = detail::error_table::unexpected_system;
  const bool said = detail::error_table::lower_case(message).find("unexpected role") != std::string::npos;
  if (dialect == ErrorDialect::anthropic && refuses_system_role(error) && !said)
    return fmt::format("{}: not supported here. {}", expected, message);
  if (dialect == ErrorDialect::ollama && error.code == "model_not_found" && message.find("not found") == message.npos) {
    if (const auto name = detail::error_table::quoted_name(message); !name.empty())
      return fmt::format("model '{}' not found", name);
  }
  return message;
}

}  // namespace oaicompat::inline v1
