// Messages with headers: who is spoken to, on which channel.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/engine.hpp>
#include <oaicompat/parsers/gemma_arguments.ipp>
#include <oaicompat/parsers/typed_value.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

/// The words of a header: of those that are said twice the last counts.
struct MessageHeader {
  std::string_view recipient{}, channel{};
  std::string_view rest{};  ///< What follows the word of the channel, from the first word that is no part of a header.
};

inline MessageHeader read_header(std::string_view text) {
  constexpr std::string_view channel_mark = "<|channel|>", constrain_mark = "<|constrain|>";
  MessageHeader header;
  bool channel_next = false, type_next = false;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.empty()) return header;
    if (text.starts_with(channel_mark)) {
      text.remove_prefix(channel_mark.size());
      channel_next = true, header.channel = {}, header.rest = {};
      continue;
    }
    if (text.starts_with(constrain_mark)) {
      text.remove_prefix(constrain_mark.size());
      type_next = true;
      continue;
    }
    const auto length = std::min({text.find_first_of(" \t\r\n"), text.find("<|"), text.size()});
    const auto word = length == 0 ? text.substr(0, 2) : text.substr(0, length);
    if (word.starts_with("to=")) {
      const auto to = word.substr(3);
      if (to != "assistant" && to != "all") header.recipient = to;
    } else if (std::exchange(channel_next, false)) {
      header.channel = word;
    } else if (!std::exchange(type_next, false) && !header.channel.empty() && header.rest.empty()) {
      header.rest = text;
    }
    text.remove_prefix(word.size());
  }
}

OAICOMPAT_INLINE void ParserEngine::begin_message(Channel channel) {
  state_ = outside, block_ = none;
  channel_ = channel;
  new_span_ = new_message_ = true;
  skip_newlines_ = false;
}

OAICOMPAT_INLINE void ParserEngine::begin_builtin(std::string_view recipient) {
  begin_message(Channel::builtin);
  new_span_ = false;
  last_kind_ = ParserEvent::Kind::builtin;
  append(ParserEvent::Kind::builtin, recipient);
}

OAICOMPAT_INLINE void ParserEngine::end_header(std::string_view text, bool has_body) {
  const auto header = read_header(text);
  constexpr std::string_view functions = "functions.";
  auto to = header.recipient;
  if (format_.headers == MessageHeaders::muse) {
    if (to.empty() || to == "user") return begin_message(Channel::text);
    if (to == "self") return begin_message(Channel::reasoning);
    return enter(1);
  }
  const bool of_functions = to.starts_with(functions);
  if (of_functions) to.remove_prefix(functions.size());
  if (has_body && !to.empty() && (of_functions || is_known(to))) {
    if (options_.calls == ParserOptions::Calls::text) return begin_message(Channel::text);
    name_ = to;
    if (begin_call()) return enter(1);
    return begin_message(Channel::text);
  }
  if (!header.recipient.empty() && header.recipient != "user") {
    const bool apart = options_.builtin == ParserOptions::Builtin::event && has_body && !of_functions;
    return apart ? begin_builtin(header.recipient) : begin_message(Channel::reasoning);
  }
  const bool thinks = header.channel == "analysis" && options_.reasoning == ParserOptions::Reasoning::apart;
  begin_message(thinks ? Channel::reasoning : Channel::text);
  // What was cut off within a header is no text, unless an answer without <|message|> may have begun.
  if (!has_body && (end_ != InputEnd::cut || header.channel == "final")) give_content(header.rest);
}

/// A header that does not end is text. What began it would begin it again.
OAICOMPAT_INLINE void ParserEngine::abandon_header() {
  constexpr std::string_view channel_mark = "<|channel|>";
  begin_message(Channel::text);
  if (!window().starts_with(channel_mark)) return;
  give_content(channel_mark);
  position_ += channel_mark.size();
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::header_step() {
  const auto text = window();
  if (at_start_) {  // an answer may begin without a header
    const auto at = skip_space(text, 0);
    const auto rest = text.substr(at);
    if (rest.empty()) return Progress::starved;
    bool header = false, maybe = false;
    for (const std::string_view mark : {"<|", "to=", "assistant<|"}) {
      header = header || rest.starts_with(mark);
      maybe = maybe || (!is_over() && mark.starts_with(rest));
    }
    if (!header && maybe) return Progress::starved;
    at_start_ = false;
    if (!header) return begin_message(Channel::text), Progress::made;
  }
  const auto found = state_markers_[state_].find(text, is_over(), rules_);
  if (found.at > max_header) return abandon_header(), Progress::made;
  if (found.is != Found::Is::marker) {
    if (is_over() && !text.empty()) {
      const std::string header{text};
      position_ = buffer_.size();
      end_header(header, false);
      return Progress::made;
    }
    return Progress::starved;
  }
  const std::string header{text.substr(0, found.at)};
  position_ += found.at + found.length;
  const bool has_body = found.marker->text == "<|message|>";
  if (has_body || !read_header(header).rest.empty()) {
    end_header(header, has_body);
    if (!has_body) state_ = 0;
  }
  return Progress::made;
}

}  // namespace oaicompat::inline v1::detail
