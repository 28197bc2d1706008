// Blocks of calls: states, edges, and where a call begins and ends.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/engine.hpp>
#include <oaicompat/parsers/gemma_arguments.ipp>
#include <oaicompat/parsers/json_closer.hpp>
#include <oaicompat/parsers/json_scanner.hpp>
#include <oaicompat/parsers/typed_value.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE bool ParserEngine::is_known(std::string_view name) const {
  return tool_types_.find(name) != tool_types_.end();
}

OAICOMPAT_INLINE const ToolTypes* ParserEngine::types_of(std::string_view name) {
  const auto found = tool_types_.find(name);
  return found == tool_types_.end() ? nullptr : &found->second;
}

OAICOMPAT_INLINE void ParserEngine::open_block(const Edge& edge, std::size_t length) {
  block_ = position_, block_marker_ = length, block_channel_ = channel_;
  if (edge.flags & edge::suffix) suffix_ = window().substr(edge.marker.size(), length - edge.marker.size() - 1);
  if (!(edge.flags & edge::keep)) position_ += length;
  enter(edge.next);
}

OAICOMPAT_INLINE void ParserEngine::leave_block() {
  if (call_open_ || call_dropped_) end_call(ParserEvent::End::complete);
  state_ = outside, block_ = none, block_called_ = false;
  suffix_.clear();
  skip_newlines_ = true, after_block_ = true;
  drop_space();
}

/// What was held is no call: its marker is content, and what follows is read again. A call that has begun ends.
OAICOMPAT_INLINE void ParserEngine::fail() {
  refused_ = false;
  if (call_open_ || call_dropped_) {
    end_call(ParserEvent::End::malformed);
    while (splits_character(position_)) ++position_;
    leave_block();
    skipping_ = !skip_markers_.empty();
    return;
  }
  state_ = outside;
  name_.clear(), id_.clear(), suffix_.clear();
  const auto from = std::exchange(block_, none);
  if (from == none) return;
  const bool far = position_ - from > 2 * max_header;
  auto length = far ? position_ - from : block_marker_;
  while (length > 0 && splits_character(from + length)) --length;
  channel_ = block_channel_;
  position_ = from + length;
  step_from_ = absolute(from);
  give_content(std::string_view{buffer_}.substr(from, length));
  if (length > 0) problem("no call after the opener of one");
}

OAICOMPAT_INLINE void ParserEngine::enter(std::uint8_t state) {
  if (state == outside) return leave_block();
  if (state == no_call) return fail();
  state_ = state;
  switch (format_.states[state].take) {
    case Take::json_call: json_call_.reset(format_.spelling.name_key, format_.spelling.arguments_key); break;
    case Take::json_named: json_call_.reset_named(); break;
    case Take::json_arguments: json_.reset(), body_begun_ = false; break;
    case Take::python_call: python_call_.reset(); break;
    case Take::python_object:
      python_.reset(), json_call_.reset(format_.spelling.name_key, format_.spelling.arguments_key);
      break;
    case Take::gemma_arguments: gemma_.reset(format_.string_mark); break;
    case Take::value: begin_value(); break;
    case Take::elements: types_ = types_of(name_); break;
    default: break;
  }
}

OAICOMPAT_INLINE void ParserEngine::take_edge(const Edge& edge, std::size_t length) {
  const bool messages = format_.headers != MessageHeaders::none;
  const auto from = format_.states[state_].take;
  const bool between = block_called_ && (from == Take::space || from == Take::anything);
  if ((block_ == none || between) && !messages && !call_open_ && !call_dropped_ && edge.next != outside) {
    block_ = position_, block_marker_ = length;
  }
  if (!(edge.flags & edge::keep)) position_ += length;
  if (edge.flags & edge::inside) return void(state_ = edge.next);
  if ((edge.flags & edge::call) && !begin_call()) return fail();
  if (edge.flags & edge::pop) close_nest();
  if (edge.flags & edge::end_call) {
    end_call(nest_.empty() ? ParserEvent::End::complete : ParserEvent::End::malformed);
  }
  enter(edge.next);
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::space_step() {
  const auto& state = format_.states[state_];
  const auto text = window();
  const auto at = skip_space(text, 0);
  if (at == text.size() && !is_over()) return Progress::starved;
  // In a call the beginning of a marker at the end of the text is no value.
  const auto found =
      at < text.size() ? state_markers_[state_].match(text, at, is_over() && !call_open_, rules_) : Found{};
  if (found.is == Found::Is::maybe) return Progress::starved;
  if (found.is == Found::Is::marker) {
    position_ += at;
    take_edge(found.marker->edge, found.length);
    return Progress::made;
  }
  if (at == text.size()) return Progress::starved;
  if (state.then != outside) position_ += at;  // content has its own rules for white space
  enter(state.then);
  return Progress::made;
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::noise_step() {
  const auto found = state_markers_[state_].find(window(), is_over(), rules_);
  position_ += found.at;
  if (found.is == Found::Is::maybe) return Progress::starved;
  if (found.is == Found::Is::marker) take_edge(found.marker->edge, found.length);
  return Progress::made;
}

inline bool may_stand_in_name(char c) {
  return is_word_byte(c) || c == '.' || c == '-' || c == ':' || c == '/' || c == '"' || c == '\'';
}

/// Attributes: `name="w"`, also without quotes.
OAICOMPAT_INLINE bool ParserEngine::read_attributes(std::string_view text, bool of_call) {
  const auto& names = format_.attributes;
  std::string key, value;
  (of_call ? name_ : key_).clear();
  if (!of_call) value_is_text_.reset(), value_nests_ = 0;
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) break;
    key = trimmed(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    const char quote = text.empty() ? '\0' : text.front();
    const bool quoted = quote == '"' || quote == '\'';
    if (quoted) text.remove_prefix(1);
    const auto past = std::min(quoted ? text.find(quote) : text.find_first_of(" \t\r\n"), text.size());
    value = text.substr(0, past);
    text.remove_prefix(std::min(past + 1, text.size()));
    for (const auto& [from, to] : {std::pair{"&quot;", "\""}, std::pair{"&amp;", "&"}}) {
      for (auto at = value.find(from); at != std::string::npos; at = value.find(from, at + 1))
        value.replace(at, std::string_view{from}.size(), to);
    }
    if (of_call && key == names.name) name_ = value;
    if (of_call && key == names.id && format_.model_ids) id_ = value;
    if (!of_call && key == names.key) key_ = value;
    if (of_call || key != names.type) continue;
    value_is_text_ = value == names.text_type;
    if (!names.object_type.empty() && value == names.object_type) value_nests_ = '}';
    if (!names.array_type.empty() && value == names.array_type) value_nests_ = ']';
  }
  const bool item = !of_call && !nest_.empty() && nest_.back().close == ']';
  return item || !(of_call ? name_ : key_).empty();
}

OAICOMPAT_INLINE bool ParserEngine::word_is_whole(const Edge&) {
  auto word = trimmed(word_);
  if (word.size() > 1 && (word.front() == '"' || word.front() == '\'') && word.back() == word.front()) {
    word = word.substr(1, word.size() - 2);
  }
  switch (format_.states[state_].take) {
    case Take::name: name_ = word; return !name_.empty();
    case Take::id: id_ = word; return true;
    case Take::name_in_id: {
      if (format_.model_ids) id_ = word;
      constexpr std::string_view prefix = "functions.";
      if (word.starts_with(prefix)) word.remove_prefix(prefix.size());
      const auto colon = word.rfind(':');
      const bool indexed = colon != std::string_view::npos && colon + 1 < word.size() &&
                           word.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
      name_ = indexed ? word.substr(0, colon) : word;
      return !name_.empty();
    }
    case Take::call_attributes: return read_attributes(word_, true);
    case Take::key_attributes: return read_attributes(word_, false) && begin_key();
    default: key_ = word; return begin_key();
  }
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::word_step() {
  const auto take = format_.states[state_].take;
  const auto found = state_markers_[state_].find(window(), is_over(), rules_);
  const auto word = window().substr(0, found.at);
  const bool is_name = take == Take::name || take == Take::name_in_id;
  const auto plain = trimmed(word);
  const bool odd = is_name && !std::all_of(plain.begin(), plain.end(), may_stand_in_name);
  if (odd || word.size() > (is_name ? max_name : max_header)) return fail(), Progress::made;
  if (found.is != Found::Is::marker) return Progress::starved;
  word_ = word;
  const auto edge = found.marker->edge;
  const auto length = found.length;
  if (!word_is_whole(edge)) return fail(), Progress::made;
  position_ += found.at;
  if (take == Take::key_attributes && value_nests_ != 0) {
    position_ += length;
    if (!open_nest(edge)) fail();
    return Progress::made;
  }
  if (!format_.text_name.empty() && is_name && name_ == format_.text_name) {
    position_ += length;
    leave_block();
    name_.clear();
    channel_ = Channel::text, after_block_ = false, skip_newlines_ = false;
    return Progress::made;
  }
  take_edge(edge, length);
  return Progress::made;
}

/// Byte by byte, so that what is bad is found at its place.
OAICOMPAT_INLINE Scanned ParserEngine::python_object(std::string_view text) {
  std::size_t used = 0;
  while (used < text.size()) {
    scratch_.clear();
    const auto read = python_.scan(text.substr(used, 1), scratch_);
    used += read.used;
    const bool bad = json_call_.scan(scratch_, *this).state == ScanState::bad;
    if (bad || read.state != ScanState::more) return {used, bad ? ScanState::bad : read.state};
    if (read.used == 0) break;
  }
  return {used, ScanState::more};
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::object_step() {
  const auto& state = format_.states[state_];
  const auto text = window();
  Scanned read;
  scratch_.clear();
  switch (state.take) {
    case Take::json_call:
    case Take::json_named: read = json_call_.scan(text, *this); break;
    case Take::python_call: read = python_call_.scan(text, *this); break;
    case Take::python_object: read = python_object(text); break;
    case Take::gemma_arguments:
      read = gemma_.scan(text, scratch_, end_);
      arguments(scratch_);
      break;
    default: read = json_.scan(text, scratch_); arguments(scratch_);
  }
  position_ += read.used;
  if (read.state == ScanState::bad || refused_) return fail(), Progress::made;
  if (read.state == ScanState::more) return read.used == text.size() ? Progress::made : Progress::starved;
  end_call(ParserEvent::End::complete);
  enter(state.then);
  return Progress::made;
}

/// The arguments of a call whose name is known: an object; or nothing, `null` or an empty text, which is an empty one.
OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::raw_step() {
  const auto& state = format_.states[state_];
  if (body_begun_ && !raw_body_) return object_step();
  if (raw_body_) {
    const auto found = state_markers_[state_].find(window(), is_over(), rules_);
    arguments(window().substr(0, found.at));
    position_ += found.at;
    if (found.is == Found::Is::maybe) return Progress::starved;
    if (found.is != Found::Is::marker) return Progress::made;
    raw_body_ = false;
    end_call(ParserEvent::End::malformed);
    take_edge(found.marker->edge, found.length);
    return Progress::made;
  }
  const auto at = skip_space(window(), 0);
  position_ += at;
  const auto text = window();
  if (text.empty()) return Progress::starved;
  if (text.front() == '{') return body_begun_ = true, Progress::made;
  for (const std::string_view empty : {"null", "\"\""}) {
    if (text.starts_with(empty)) {
      position_ += empty.size();
      end_call(ParserEvent::End::complete);
      return enter(state.then), Progress::made;
    }
    if (empty.starts_with(text)) return Progress::starved;
  }
  const auto found = state_markers_[state_].match(text, 0, false, rules_);
  if (found.is == Found::Is::maybe) return Progress::starved;
  if (found.is == Found::Is::marker) {
    end_call(ParserEvent::End::complete);
    take_edge(found.marker->edge, found.length);
    return Progress::made;
  }
  if (format_.headers == MessageHeaders::harmony) return raw_body_ = true, Progress::made;
  return fail(), Progress::made;
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::code_step() {
  if (!call_open_) {
    name_ = "python", key_ = "code";
    if (!begin_call()) return fail(), Progress::made;
    static_cast<void>(begin_key());
    begin_value();
  }
  const auto found = state_markers_[state_].find(window(), is_over(), rules_);
  value_data(window().substr(0, found.at));
  position_ += found.at;
  if (found.is == Found::Is::maybe) return Progress::starved;
  if (found.is == Found::Is::marker) {
    end_value();
    end_call(ParserEvent::End::complete);
    take_edge(found.marker->edge, found.length);
  }
  return Progress::made;
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::state_step() {
  switch (format_.states[state_].take) {
    case Take::space: return space_step();
    case Take::anything: return noise_step();
    case Take::json_arguments: return raw_step();
    case Take::value: return value_step();
    case Take::elements: return elements_step();
    case Take::header: return header_step();
    case Take::code: return code_step();
    case Take::json_call:
    case Take::json_named:
    case Take::python_call:
    case Take::python_object:
    case Take::gemma_arguments: return object_step();
    default: return word_step();
  }
}

OAICOMPAT_INLINE bool ParserEngine::begin_call() {
  if (name_.empty()) name_ = options_.named;
  if (name_.empty()) return false;
  if (!call_open_ && !call_dropped_) begin(name_, id_);
  return !std::exchange(refused_, false);
}

OAICOMPAT_INLINE void ParserEngine::begin(std::string_view name, std::string_view id) {
  const bool unknown = !options_.tools.empty() && !is_known(name);
  const bool as_text = unknown && options_.unknown_tool == ParserOptions::UnknownTool::text;
  if (as_text || options_.calls == ParserOptions::Calls::text) return void(refused_ = true);
  name_ = name;
  types_ = types_of(name_);
  given_ = tagged_ = false, keys_.clear();
  block_ = none, block_called_ = true;
  drop_space();
  if (channel_ == Channel::reasoning) close_reasoning();
  const bool surplus = options_.parallel == ParserOptions::Parallel::first && calls_ > 0;
  if (surplus || (unknown && options_.unknown_tool == ParserOptions::UnknownTool::drop)) {
    call_dropped_ = true;
    return problem(surplus ? "a second call where one was allowed" : "the call of an unknown tool");
  }
  ++calls_;
  call_open_ = true, last_kind_ = ParserEvent::Kind::call;
  const auto own = muted_ ? std::string{} : id_of(id);
  append(ParserEvent::Kind::call, name);
  if (muted_) return;
  pieces_.back().id_at = out_.size(), pieces_.back().id_length = own.size();
  out_ += own;
}

OAICOMPAT_INLINE void ParserEngine::arguments(std::string_view piece) {
  if (!call_open_ || piece.empty()) return;
  if (wrapped_) {
    wrapped_value_ += piece;
    if (wrapped_value_.size() > TypedValue::max_held) keep_wrapped();
    return;
  }
  given_ = true;
  if (options_.truncated == ParserOptions::Truncated::close) open_arguments_ += piece;
  append(ParserEvent::Kind::arguments, piece);
}

OAICOMPAT_INLINE void ParserEngine::end_call(ParserEvent::End end) {
  if (call_open_) {
    const bool closes = options_.truncated == ParserOptions::Truncated::close;
    if (end == ParserEvent::End::complete) unwrap();
    wrapped_ = false;
    if (end == ParserEvent::End::truncated && closes) {
      const auto rest = json_closer(open_arguments_);
      if (is_json_object(open_arguments_ + rest)) {
        arguments(rest);
      } else {
        end = ParserEvent::End::malformed;
      }
    }
    if (end == ParserEvent::End::complete) arguments(!given_ ? "{}" : tagged_ ? "}" : "");
    append(ParserEvent::Kind::call_end, {});
    if (!muted_) pieces_.back().event.end = end;
  }
  call_open_ = call_dropped_ = tagged_ = given_ = value_due_ = wrapped_ = false;
  open_arguments_.clear();
  nest_.clear();
  name_.clear(), id_.clear(), keys_.clear();
}

}  // namespace oaicompat::inline v1::detail
