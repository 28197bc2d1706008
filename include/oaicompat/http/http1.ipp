// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/http/http1.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <iterator>

namespace oaicompat::inline v1::detail {

// What only this file needs; header-only, all files share one translation unit.
namespace http1 {

inline Error malformed(std::string message) { return api_error(400, std::move(message), "malformed_http"); }

inline constexpr std::array<bool, 256> token_chars = [] {
  std::array<bool, 256> out{};
  for (const char c :
       std::string_view{"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}) {
    out[static_cast<unsigned char>(c)] = true;
  }
  return out;
}();
// Objects rather than functions: the loops over them are compiled into one piece.
inline constexpr auto is_token_char = [](char c) { return token_chars[static_cast<unsigned char>(c)]; };
inline constexpr auto is_control = [](char c) {
  return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
};
inline bool is_token(std::string_view s) { return !s.empty() && std::all_of(s.begin(), s.end(), is_token_char); }

inline std::string_view trim(std::string_view s) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
  return s;
}

// Takes a line from the front of a complete head.
inline std::string_view take_line(std::string_view& head) {
  const auto end = head.find("\r\n");
  const auto line = head.substr(0, end);
  head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
  return line;
}

}  // namespace http1

OAICOMPAT_INLINE HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  for (;;) {
    const auto end = bytes.find('\n', at_);
    if (end == std::string_view::npos) {
      at_ = bytes.size();
      return State::incomplete;
    }
    if (end == line_ || bytes[end - 1] != '\r') return State::malformed;
    const bool empty = end - 1 == line_;
    line_ = at_ = end + 1;
    if (empty) return State::complete;
  }
}

namespace http1 {

// `METHOD target HTTP/1.x`; what is wrong with it, if something is.
inline std::optional<Error> parse_request_line(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return malformed("The request line is not `METHOD target HTTP/1.1`.");
  const auto method = line.substr(0, first), target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!is_token(method)) return malformed("The method is not a word.");
  if (target.empty() || target.find(' ') != std::string_view::npos ||
      std::any_of(target.begin(), target.end(), is_control)) {
    return malformed("The request target is malformed.");
  }
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || version[6] != '.')
    return malformed("The HTTP version is malformed.");
  if (version[5] != '1' || version[7] < '0' || version[7] > '9') return api_error(505, "Only HTTP/1 is spoken here.");
  head.method = method;
  head.target = target;
  head.minor = version[7] == '0' ? 0 : 1;
  return std::nullopt;
}

}  // namespace http1

namespace http1 {

// `Name: value`; what is wrong with it, if something is. The first line of a folded field ends like any other; the
// next begins with a blank, so it is no field.
inline const char* parse_field(std::string_view line, Headers& headers) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return "A header field is malformed.";
  const auto value = trim(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), is_control)) return "A header field holds a control character.";
  headers.add(std::string{line.substr(0, colon)}, std::string{value});
  return nullptr;
}

}  // namespace http1

OAICOMPAT_INLINE Result<RequestHead> parse_request_head(std::string_view rest) {
  RequestHead head;
  if (auto wrong = http1::parse_request_line(http1::take_line(rest), head)) return *wrong;
  while (!rest.empty()) {
    const auto line = http1::take_line(rest);
    if (line.empty()) break;
    if (const auto* wrong = http1::parse_field(line, head.headers)) return http1::malformed(wrong);
  }
  if (auto wrong = wrong_host(head)) return *wrong;
  return head;
}

OAICOMPAT_INLINE std::optional<Error> wrong_host(const RequestHead& head) {
  const auto hosts =
      std::count_if(head.headers.begin(), head.headers.end(), [](auto& f) { return iequals(f.name, "host"); });
  if (hosts > 1 || (hosts == 0 && head.minor > 0)) return http1::malformed("A request needs one Host field.");
  return std::nullopt;
}

OAICOMPAT_INLINE void take_head(RequestHead head, Request& request) {
  std::string_view target = head.target;
  if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != std::string_view::npos) {
    const auto path = target.find_first_of("/?", scheme + 3);
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (request.path.empty()) request.path = "/";
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  request.method = std::move(head.method);
  request.headers = std::move(head.headers);
}

OAICOMPAT_INLINE bool wants_keep_alive(const Headers& headers, int minor) {
  return !has_word(headers, "connection", "close") && (minor > 0 || has_word(headers, "connection", "keep-alive"));
}

OAICOMPAT_INLINE std::string id_for_refusal(const Headers& headers) {
  const auto asked = headers.get("x-request-id");
  return asked.empty() || asked.size() > 128 ? random_id("req_") : std::string{asked};
}

OAICOMPAT_INLINE Answer error_answer_with_id(const Error& error, std::string id) {
  Head head{.status = error_status(error), .headers = error_fields(error)};
  head.headers.set("content-type", "application/json");
  head.headers.set("x-request-id", std::move(id));
  return ready_answer(std::move(head), error_body(error));
}

OAICOMPAT_INLINE std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

OAICOMPAT_INLINE Result<Framing> request_framing(const RequestHead& head) {
  const std::string *length = nullptr, *coding = nullptr;
  for (const auto& field : head.headers) {
    const bool is_length = iequals(field.name, "content-length");
    if (!is_length && !iequals(field.name, "transfer-encoding")) continue;
    auto& seen = is_length ? length : coding;
    if (seen) return http1::malformed(field.name + " stands there twice.");
    seen = &field.value;
  }
  if (length && coding) return http1::malformed("Content-Length and Transfer-Encoding exclude each other.");
  if (coding) {
    if (head.minor == 0) return http1::malformed("HTTP/1.0 has no Transfer-Encoding.");
    if (!iequals(*coding, "chunked")) return api_error(501, "The only Transfer-Encoding taken is chunked.");
    return Framing{.kind = Framing::Kind::chunked};
  }
  if (!length) return Framing{};
  const auto n = parse_length(*length);
  if (!n) return http1::malformed("Content-Length is not a number.");
  return Framing{.kind = Framing::Kind::length, .length = *n};
}

OAICOMPAT_INLINE bool has_word(const Headers& headers, std::string_view name, std::string_view word) {
  for (const auto& field : headers) {
    if (!iequals(field.name, name)) continue;
    for (std::string_view rest = field.value; !rest.empty();) {
      const auto comma = rest.find(',');
      if (iequals(http1::trim(rest.substr(0, comma)), word)) return true;
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
  }
  return false;
}

// Collects a line; true once it is whole.
OAICOMPAT_INLINE bool ChunkedDecoder::collect_line(std::string_view& in) {
  const auto end = in.find('\n');
  const auto take = end == std::string_view::npos ? in.size() : end + 1;
  line_ += in.substr(0, take);
  in.remove_prefix(take);
  return end != std::string_view::npos;
}

OAICOMPAT_INLINE ChunkedDecoder::State ChunkedDecoder::end_line() {
  std::string_view text = line_;
  if (text.size() < 2 || text[text.size() - 2] != '\r') return State::malformed;
  text.remove_suffix(2);
  if (at_ == At::data_end) {
    if (!text.empty()) return State::malformed;
    at_ = At::size;
  } else if (at_ == At::trailer) {
    done_ = text.empty();
  } else {
    const auto digits = http1::trim(text.substr(0, text.find(';')));
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return State::malformed;
    at_ = left_ == 0 ? At::trailer : At::data;
  }
  line_.clear();
  return done_ ? State::done : State::more;
}

OAICOMPAT_INLINE ChunkedDecoder::State ChunkedDecoder::decode(std::string_view& in, Bytes& out, std::size_t limit) {
  constexpr std::size_t longest_line = 4096, longest_trailer = 16384;
  while (!done_) {
    if (at_ == At::data && left_ > limit - std::min(limit, out.size())) return State::too_large;
    if (in.empty()) break;
    if (at_ == At::data) {
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size()));
      out += in.substr(0, n);
      in.remove_prefix(n);
      left_ -= n;
      if (left_ == 0) at_ = At::data_end;
      continue;
    }
    const bool whole = collect_line(in);
    if (line_.size() > longest_line) return State::malformed;
    if (at_ == At::trailer && (trailer_bytes_ += whole ? line_.size() : 0) > longest_trailer) return State::malformed;
    if (!whole) break;
    if (const auto state = end_line(); state != State::more) return state;
  }
  return done_ ? State::done : State::more;
}

OAICOMPAT_INLINE bool may_have_body(int status, std::string_view method) {
  return method != "HEAD" && status >= 200 && status != 204 && status != 304;
}

namespace http1 {

inline std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return status < 300 ? "Success" : status < 400 ? "Redirect" : "Error";
  }
}

// The field Date, made anew once a second.
inline std::string_view date_line() {
  using namespace std::chrono;
  thread_local sys_seconds made_at{};
  thread_local std::string text;
  const auto now = floor<seconds>(system_clock::now());
  if (now == made_at && !text.empty()) return text;
  constexpr std::string_view days = "SunMonTueWedThuFriSat", months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto day = floor<std::chrono::days>(now);
  const year_month_day date{day};
  const hh_mm_ss time{now - day};
  text = fmt::format(
      "Date: {}, {:02} {} {:04} {:02}:{:02}:{:02} GMT\r\n", days.substr(std::size_t{weekday{day}.c_encoding()} * 3, 3),
      static_cast<unsigned>(date.day()), months.substr(std::size_t{static_cast<unsigned>(date.month()) - 1} * 3, 3),
      static_cast<int>(date.year()), time.hours().count(), time.minutes().count(), time.seconds().count());
  made_at = now;
  return text;
}

inline void write_field(Bytes& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value);
  std::replace_if(out.end() - static_cast<std::ptrdiff_t>(value.size()), out.end(), is_control, ' ');
  out.append("\r\n");
}

// Whether a field speaks of the connection, which is the transport's own.
inline bool is_connection_field(std::string_view name) {
  for (std::string_view own :
       {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade", "trailer"}) {
    if (iequals(name, own)) return true;
  }
  return false;
}

}  // namespace http1

OAICOMPAT_INLINE void write_answer_head(Bytes& out, const Head& head, const Framing& framing, int minor,
                                        bool keep_alive) {
  constexpr std::size_t most_are_shorter = 256;
  out.reserve(out.size() + most_are_shorter);
  out += "HTTP/1.1 ";
  fmt::format_int status{head.status};
  out.append(status.data(), status.size());
  out.append(" ").append(http1::reason_phrase(head.status)).append("\r\n");
  for (const auto& field : head.headers) {
    if (http1::is_token(field.name) && !http1::is_connection_field(field.name))
      http1::write_field(out, field.name, field.value);
  }
  if (!head.headers.has("date")) out += http1::date_line();
  if (framing.kind == Framing::Kind::chunked) out += "Transfer-Encoding: chunked\r\n";
  if (framing.kind == Framing::Kind::length) {
    fmt::format_int length{framing.length};
    out.append("Content-Length: ").append(length.data(), length.size()).append("\r\n");
  }
  if (!keep_alive) out += "Connection: close\r\n";
  if (keep_alive && minor == 0) out += "Connection: keep-alive\r\n";
  out += "\r\n";
}

}  // namespace oaicompat::inline v1::detail
