// Text and reasoning, and the white space around what stands between.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/engine.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE ParserEvent::Kind ParserEngine::content_kind() const {
  if (channel_ == Channel::builtin) return ParserEvent::Kind::builtin_body;
  return channel_ == Channel::text ? ParserEvent::Kind::text : ParserEvent::Kind::reasoning;
}

/// Stop texts that count in the content alone are looked for in it.
OAICOMPAT_INLINE void ParserEngine::append_content(ParserEvent::Kind kind, std::string_view text) {
  if (kind != ParserEvent::Kind::text || text_stops_.empty() || muted_) return append(kind, text);
  unstopped_.clear();
  text_stops_.feed(text, unstopped_);
  append(kind, unstopped_);
}

/// What might have become a stop text is text: something else follows.
OAICOMPAT_INLINE void ParserEngine::give_held_text() {
  if (text_stops_.held() == 0) return;
  unstopped_.clear();
  text_stops_.finish(unstopped_);
  append(ParserEvent::Kind::text, unstopped_);
}

OAICOMPAT_INLINE void ParserEngine::put_content(std::string_view text) {
  if (text.empty() || text_stops_.found()) return;
  const auto kind = content_kind();
  const bool apart = std::exchange(channel_ == Channel::text ? new_message_ : new_span_, false);
  if (apart && last_kind_ == kind) append_content(kind, "\n");
  append_content(kind, text);
  last_kind_ = kind;
  if (kind == ParserEvent::Kind::text) {
    said_text_ = true;
  } else if (kind == ParserEvent::Kind::reasoning && options_.unclosed == ParserOptions::Unclosed::text) {
    unclosed_ += text;
  }
}

OAICOMPAT_INLINE void ParserEngine::give_content(std::string_view text) {
  if (text.empty()) return;
  last_byte_ = text.back();
  if (skip_newlines_) {
    const auto first = text.find_first_not_of("\r\n");
    if (first == std::string_view::npos) return;
    text.remove_prefix(first);
    skip_newlines_ = false;
  }
  const auto last = text.find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos) return void(space_ += text);
  if (!space_.empty()) put_content(space_), space_.clear();
  put_content(text.substr(0, last + 1));
  after_block_ = false;
  space_ += text.substr(last + 1);
}

/// Whether a piece of content is all that there is to look at, and holds nothing that may be a marker: most are.
OAICOMPAT_INLINE bool ParserEngine::is_plain(std::string_view piece) const {
  if (state_ != outside || !buffer_.empty() || skipping_ || skip_newlines_ || !cleaner_.empty()) return false;
  if (!stops_.empty() || !text_stops_.empty()) return false;
  if (channel_ == Channel::text) return !new_message_ && text_markers_.none_in(piece);
  return !new_span_ && options_.unclosed == ParserOptions::Unclosed::reasoning && reasoning_markers_.none_in(piece);
}

/// What content_step() and give_content() come to for such a piece.
OAICOMPAT_INLINE std::span<const ParserEvent> ParserEngine::give_plain(std::string_view piece) {
  plain_.begin = dropped_, plain_.past = dropped_ += piece.size();
  auto length = piece.size();
  while (length > 0 && is_json_blank(piece[length - 1])) --length;
  if (!piece.empty()) last_byte_ = piece.back();
  if (length == 0) return space_ += piece, std::span<const ParserEvent>{};
  if (!space_.empty()) out_ += space_, space_.clear();
  out_.append(piece.data(), length);
  if (length < piece.size()) space_.append(piece, length);
  last_kind_ = content_kind();
  said_text_ = said_text_ || channel_ == Channel::text;
  after_block_ = false;
  plain_.kind = last_kind_, plain_.text = out_, plain_.index = calls_ == 0 ? 0 : calls_ - 1;
  return {&plain_, 1};
}

OAICOMPAT_INLINE void ParserEngine::open_reasoning() {
  drop_space();
  channel_ = Channel::reasoning;
  new_span_ = true, skip_newlines_ = true;
}

OAICOMPAT_INLINE void ParserEngine::close_reasoning() {
  drop_space();
  channel_ = Channel::text;
  reasoning_closed_ = true, skip_newlines_ = true, after_block_ = true;
  unclosed_.clear();
}

/// After the reasoning: what a format has at the start of an answer stands there.
OAICOMPAT_INLINE void ParserEngine::begin_answer() {
  if (format_.start == outside || format_.headers != MessageHeaders::none || said_text_ || calls_ > 0) return;
  block_ = position_, block_marker_ = 0, block_channel_ = channel_;
  enter(format_.start);
}

OAICOMPAT_INLINE void ParserEngine::content_marker(const Marker& marker, std::size_t length) {
  const bool tags_are_words = reasoning_closed_ && !format_.reasoning.reopens;
  switch (marker.role) {
    case MarkerRole::edge: return open_block(marker.edge, length);
    case MarkerRole::open_reasoning:
      if (channel_ == Channel::text && tags_are_words) {
        give_content(marker.text);
      } else if (channel_ == Channel::text) {
        open_reasoning();
      } else {
        problem("reasoning opened twice");
      }
      break;
    case MarkerRole::close_reasoning:
      if (channel_ == Channel::reasoning) {
        close_reasoning();
        position_ += length;
        return begin_answer();
      } else if (tags_are_words || (marker.text.front() >= 'A' && marker.text.front() <= 'Z')) {
        give_content(marker.text);
      } else {
        problem("reasoning closed that was not open");
      }
      break;
    case MarkerRole::open_wrapper: drop_space(), skip_newlines_ = true; break;
    case MarkerRole::close_wrapper: drop_space(), skip_newlines_ = true, after_block_ = true; break;
    case MarkerRole::orphan: skip_newlines_ = true, problem("a closer without an opener"); break;
    case MarkerRole::end_of_turn: break;
    case MarkerRole::end_of_message:
      if (channel_ != Channel::reasoning && !space_.empty()) put_content(space_);
      drop_space();
      if (!(marker.edge.flags & edge::keep)) position_ += length;
      return enter(marker.edge.next);
  }
  position_ += length;
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::content_step() {
  const auto& markers = channel_ == Channel::text ? text_markers_ : reasoning_markers_;
  const auto found = markers.find(window(), is_over(), rules_);
  give_content(window().substr(0, found.at));
  position_ += found.at;
  if (found.is == Found::Is::maybe) return Progress::starved;
  if (found.at > 0) return Progress::made;  // the marker is no part of the event
  if (found.is == Found::Is::marker) content_marker(*found.marker, found.length);
  return Progress::made;
}

/// After a call that broke its format: what is left of its block is dropped, where its end is near.
OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::skip_step() {
  const auto near = window().substr(0, max_skipped);
  const bool all = is_over() || window().size() >= max_skipped;
  const auto found = skip_markers_.find(near, all, rules_);
  if (found.is != Found::Is::marker && !all) return Progress::starved;
  skipping_ = false;
  if (found.is == Found::Is::marker) {
    position_ += found.at;
    content_marker(*found.marker, found.length);
    after_block_ = true;
  }
  return Progress::made;
}

/// How long a marker with conditions is.
OAICOMPAT_INLINE std::size_t ParserEngine::edge_length(const Edge& edge, std::string_view text, std::size_t at,
                                                       bool ended) const {
  const auto rest = text.substr(at + edge.marker.size());
  if (edge.flags & edge::line) {
    if ((at == 0 ? last_byte_ : text[at - 1]) != '\n') return 0;
  }
  std::size_t length = edge.marker.size();
  if (edge.flags & edge::suffix) {
    auto n = std::min(rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:"),
                      rest.size());
    if (n > 64) return 0;
    if (n == rest.size()) return ended ? 0 : none;
    if (rest[n] != '>' || (n > 0 && rest[0] != ':') || (!suffix_.empty() && rest.substr(0, n) != suffix_)) return 0;
    length += n + 1;
  }
  if (edge.flags & edge::known) {
    const auto n = rest.find_first_of(">\n");
    if (n == std::string_view::npos) return ended || rest.size() > max_name ? 0 : none;
    const auto word = rest.substr(0, n);
    if (format_.states[edge.next].take != Take::key) return word == format_.text_name || is_known(word) ? length : 0;
    if (word.empty() || n > max_name) return 0;
    return !types_ || !types_->lists_keys() || types_->declares(word) ? length : 0;
  }
  return length;
}

}  // namespace oaicompat::inline v1::detail
