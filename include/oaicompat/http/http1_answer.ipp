// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/http1.ipp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

// What only this file needs.
namespace http1 {

inline Error malformed_answer(const std::string& why) {
  return local_error(ErrorKind::protocol, "The answer is malformed. " + why);
}

// `HTTP/1.x 200`, and a reason or none.
inline bool parse_status_line(std::string_view line, AnswerHead& head) {
  const auto digit = [&](std::size_t i) { return line[i] >= '0' && line[i] <= '9'; };
  if (line.size() < 12 || line.substr(0, 7) != "HTTP/1." || !digit(7) || line[8] != ' ') return false;
  if (line[9] == '0' || !digit(9) || !digit(10) || !digit(11) || (line.size() > 12 && line[12] != ' ')) return false;
  if (std::any_of(line.begin(), line.end(), is_control)) return false;
  head.minor = line[7] == '0' ? 0 : 1;
  head.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  return true;
}

inline bool frames_body(std::string_view name) {
  return iequals(name, "content-length") || iequals(name, "transfer-encoding");
}

// Takes a field from the front, as one line where it is folded (RFC 9112, section 5.2); whether it was.
inline bool take_unfolded(std::string_view& rest, std::string& line) {
  line = take_line(rest);
  bool folded = false;
  for (; !line.empty() && (rest.starts_with(' ') || rest.starts_with('\t')); folded = true)
    line.append(" ").append(trim(take_line(rest)));
  return folded;
}

}  // namespace http1

OAICOMPAT_INLINE Result<AnswerHead> parse_answer_head(std::string_view rest) {
  AnswerHead head;
  if (!http1::parse_status_line(http1::take_line(rest), head))
    return http1::malformed_answer("Its status line is not `HTTP/1.1 200 OK`.");
  for (std::string line; !rest.empty();) {
    const bool folded = http1::take_unfolded(rest, line);
    if (line.empty()) break;
    if (folded && http1::frames_body(line.substr(0, line.find(':'))))
      return http1::malformed_answer("A field that frames the body is folded.");
    if (const auto* wrong = http1::parse_field(line, head.headers)) return http1::malformed_answer(wrong);
  }
  return head;
}

OAICOMPAT_INLINE Result<Framing> answer_framing(const AnswerHead& head, std::string_view method) {
  const std::string *length = nullptr, *coding = nullptr;
  for (const auto& field : head.headers) {
    if (!http1::frames_body(field.name)) continue;
    auto& seen = iequals(field.name, "content-length") ? length : coding;
    if (seen) return http1::malformed_answer(field.name + " stands there twice.");
    seen = &field.value;
  }
  if (length && coding) return http1::malformed_answer("Content-Length and Transfer-Encoding exclude each other.");
  if (coding && !iequals(*coding, "chunked"))
    return local_error(ErrorKind::protocol, "The answer has an unknown Transfer-Encoding.");
  const auto n = length ? parse_length(*length) : std::nullopt;
  if (length && !n) return http1::malformed_answer("Its Content-Length is not a number.");
  if (!may_have_body(head.status, method)) return Framing{};
  if (coding) return Framing{.kind = Framing::Kind::chunked};
  if (n) return Framing{.kind = Framing::Kind::length, .length = *n};
  return Framing{.kind = Framing::Kind::until_close};
}

}  // namespace oaicompat::inline v1::detail
