// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/sse/decoder.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace oaicompat::inline v1 {

namespace detail {

// Where `c` first stands in `s` at or after `from`; the size when nowhere.
inline std::size_t find_byte(std::string_view s, char c, std::size_t from) {
  if (from >= s.size()) return s.size();
  const void* found = std::memchr(s.data() + from, c, s.size() - from);
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - s.data()) : s.size();
}

}  // namespace detail

OAICOMPAT_INLINE void SseDecoder::feed(std::string_view piece) {
  if (at_ < piece_.size()) {
    if (piece_.data() == backlog_.data()) {
      backlog_.erase(0, at_);
    } else {
      backlog_.assign(piece_.substr(at_));
    }
    piece = backlog_.append(piece);
  }
  piece_ = piece;
  at_ = 0;
  scanned_ = false;
}

OAICOMPAT_INLINE Pull SseDecoder::next(SseEvent& out) {
  release();
  std::string_view line;
  while (!too_large_ && take_line(line)) {
    if (!line.empty()) {
      take_field(line);
    } else if (line_.clear(); dispatch(out, false)) {
      return Pull::some;
    }
  }
  return too_large_ ? Pull::fail : out_of_bytes(out);
}

OAICOMPAT_INLINE Error SseDecoder::error() const {
  if (!too_large_) return {};
  return local_error(ErrorKind::protocol,
                     "A server-sent event is longer than " + std::to_string(options_.max_event_bytes) + " bytes.",
                     "event_too_large");
}

// Gives the next line without its end. A line that began in an earlier piece is given from line_.
OAICOMPAT_INLINE bool SseDecoder::take_line(std::string_view& line) {
  if (skip_lf_ && at_ < piece_.size()) {
    skip_lf_ = false;
    if (piece_[at_] == '\n') ++at_;
  }
  const auto end = find_end_of_line();
  const auto part = piece_.substr(at_, end - at_);
  if (line_.size() + part.size() > options_.max_event_bytes) {
    too_large_ = true;
    return false;
  }
  if (end == piece_.size()) {
    line_ += part;
    at_ = end;
    return false;
  }
  line = line_.empty() ? part : std::string_view{line_ += part};
  take_end_of_line(end);
  if (std::exchange(first_line_, false) && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  return true;
}

OAICOMPAT_INLINE std::size_t SseDecoder::find_end_of_line() {
  if (!scanned_ || lf_ < at_) lf_ = detail::find_byte(piece_, '\n', at_);
  if (!scanned_ || cr_ < at_) cr_ = detail::find_byte(piece_, '\r', at_);
  scanned_ = true;
  return std::min(lf_, cr_);
}

OAICOMPAT_INLINE void SseDecoder::take_end_of_line(std::size_t at) {
  at_ = at + 1;
  if (piece_[at] != '\r') return;
  if (at_ == piece_.size()) {
    skip_lf_ = true;
  } else if (piece_[at_] == '\n') {
    ++at_;
  }
}

OAICOMPAT_INLINE void SseDecoder::take_field(std::string_view line) {
  const bool in_line_buffer = !line_.empty();
  const auto colon = line.starts_with("data:") ? 4 : detail::find_byte(line, ':', 0);
  const auto name = line.substr(0, colon);
  auto value = line.substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "data") {
    take_data(value, in_line_buffer);
  } else if (name == "event") {
    name_ = value;
  } else if (name == "id") {
    if (value.find('\0') == value.npos) id_ = value;
  } else if (name == "retry") {
    std::chrono::milliseconds::rep ms = 0;
    const auto [stop, failure] = std::from_chars(value.data(), value.data() + value.size(), ms);
    const bool digits = !value.empty() && value.front() != '-' && stop == value.data() + value.size();
    if (digits && failure == std::errc{}) retry_ = std::chrono::milliseconds{ms};
  }
  line_.clear();
}

// The first data line stays where it is: in the piece, or in the line buffer, which then becomes the data buffer.
OAICOMPAT_INLINE void SseDecoder::take_data(std::string_view value, bool in_line_buffer) {
  if (!std::exchange(has_data_, true)) {
    if ((in_buffer_ = in_line_buffer)) buffer_.swap(line_);
    data_ = in_buffer_ ? std::string_view{buffer_}.substr(buffer_.size() - value.size()) : value;
    return;
  }
  if (in_buffer_) {
    buffer_.erase(0, buffer_.size() - data_.size());
  } else {
    buffer_.assign(data_);
    in_buffer_ = true;
  }
  if (buffer_.size() + 1 + value.size() > options_.max_event_bytes) {
    too_large_ = true;
    return;
  }
  buffer_ += '\n';
  data_ = buffer_ += value;
}

// Ends an event: gives it if it has data. What it shows stays in place until release().
OAICOMPAT_INLINE bool SseDecoder::dispatch(SseEvent& out, bool unterminated) {
  if (!has_data_) {
    name_.clear();
    return false;
  }
  out = {.data = data_, .name = name_, .id = id_, .retry = retry_, .unterminated = unterminated};
  given_ = true;
  return true;
}

// The piece is read: what it holds of an open event is kept, unless nothing more will come.
OAICOMPAT_INLINE Pull SseDecoder::out_of_bytes(SseEvent& out) {
  if (finished_) {
    std::string_view line = line_;
    if (std::exchange(first_line_, false) && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (!line.empty()) take_field(line);
    if (too_large_) return Pull::fail;
    return dispatch(out, true) ? Pull::some : Pull::end;
  }
  if (has_data_ && !in_buffer_) {
    data_ = buffer_.assign(data_);
    in_buffer_ = true;
  }
  return Pull::wait;
}

// Forgets the event that was handed out, and the memory that only a rare large one needs.
OAICOMPAT_INLINE void SseDecoder::release() {
  constexpr std::size_t worth_keeping = std::size_t{1} << 20;
  if (!std::exchange(given_, false)) return;
  has_data_ = in_buffer_ = false;
  name_.clear();
  buffer_.clear();
  if (buffer_.capacity() > worth_keeping) buffer_.shrink_to_fit();
}

}  // namespace oaicompat::inline v1
