// Tagged values: keys, closers that must be confirmed, and nested elements.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/engine.hpp>
#include <oaicompat/parsers/gemma_arguments.ipp>
#include <oaicompat/parsers/typed_value.ipp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

/// A key is whole; of keys that stand twice the first counts. False where there are too many.
OAICOMPAT_INLINE bool ParserEngine::begin_key() {
  auto* outer = nest_.empty() ? nullptr : &nest_.back();
  const bool item = outer && outer->close == ']';
  if (keys_.size() == 1024 || (key_.empty() && !item)) return false;
  value_due_ = true;
  const auto path = outer ? std::to_string(outer->id) + '/' + key_ : key_;
  if (wrapped_) keep_wrapped();
  const bool twice = !item && std::find(keys_.begin(), keys_.end(), path) != keys_.end();
  value_dropped_ = twice || (outer && outer->dropped);
  if (twice) problem("a key stands twice");
  if (value_dropped_) return true;
  if (may_wrap()) {
    keys_.push_back(path);
    wrapped_ = true, wrapper_key_ = key_, wrapped_value_.clear();
    return true;
  }
  const bool first = outer ? std::exchange(outer->empty, false) : !std::exchange(tagged_, true);
  scratch_ = !first ? "," : outer ? "" : "{";
  if (!item) {
    keys_.push_back(path);
    append_string(scratch_, key_);
    scratch_ += ':';
  }
  arguments(scratch_);
  return true;
}

/// Whether the key may be one that all arguments stand under.
OAICOMPAT_INLINE bool ParserEngine::may_wrap() const {
  if (tagged_ || !nest_.empty() || options_.wrapped == ParserOptions::Wrapped::keep) return false;
  const auto& keys = format_.wrapper_keys;
  if (std::find(keys.begin(), keys.end(), key_) == keys.end()) return false;
  return types_ && types_->root() && !types_->declares(key_);
}

/// It is an argument as any other.
OAICOMPAT_INLINE void ParserEngine::keep_wrapped() {
  wrapped_ = false, tagged_ = true;
  scratch_ = "{";
  append_string(scratch_, wrapper_key_);
  scratch_ += ':';
  scratch_ += std::exchange(wrapped_value_, {});
  arguments(scratch_);
}

/// The call ends: the value is the arguments where it is an object, also one that is written in a string.
OAICOMPAT_INLINE void ParserEngine::unwrap() {
  if (!wrapped_) return;
  auto object = trimmed(wrapped_value_);
  const auto tree = object.starts_with('"') ? read_json_tree(object) : std::nullopt;
  if (tree) object = trimmed(tree->text);
  if (!object.starts_with('{') || !is_json(object)) return keep_wrapped();
  wrapped_ = false;
  arguments(object);
}

/// A value that holds others begins: its members go out as they come. `edge` leads to where a plain value is read.
OAICOMPAT_INLINE bool ParserEngine::open_nest(const Edge& edge) {
  constexpr std::size_t max_nests = 64;
  if (nest_.size() == max_nests) return false;
  nest_.push_back({.close = value_nests_, .dropped = value_dropped_, .empty = true, .id = ++nests_});
  if (!value_dropped_) arguments(value_nests_ == '}' ? "{" : "[");
  value_dropped_ = value_due_ = false;
  enter(format_.states[edge.next].edges.front().next);
  return true;
}

OAICOMPAT_INLINE void ParserEngine::close_nest() {
  if (nest_.empty()) return problem("a closer without an opener");
  if (!nest_.back().dropped) arguments({&nest_.back().close, 1});
  nest_.pop_back();
}

OAICOMPAT_INLINE void ParserEngine::begin_value() {
  value_space_.clear();
  value_begun_ = false;
  scratch_.clear();
  const bool infers = options_.untyped == ParserOptions::Untyped::infer;
  const auto types = types_ && nest_.empty() ? types_->of(key_) : ValueTypes{.infers = infers};
  value_.begin(types, std::exchange(value_is_text_, {}), scratch_);
  if (!value_dropped_) arguments(scratch_);
}

OAICOMPAT_INLINE void ParserEngine::put_value(std::string_view text) {
  scratch_.clear();
  if (!text.empty() && !value_.data(text, scratch_)) problem("a value is too long");
  if (!value_dropped_) arguments(scratch_);
}

/// Data of a value, but for the white space around it that the format's rule takes off.
OAICOMPAT_INLINE void ParserEngine::value_data(std::string_view text) {
  if (text.empty()) return;
  if (format_.trim == Trim::none) return put_value(text);
  if (format_.trim == Trim::all) {
    if (!value_begun_) text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.empty()) return;
    value_begun_ = true;
    const auto last = text.find_last_not_of(" \t\r\n");
    if (last == std::string_view::npos) return void(value_space_ += text);
    put_value(std::exchange(value_space_, {}));
    put_value(text.substr(0, last + 1));
    value_space_ = text.substr(last + 1);
    return;
  }
  if (!std::exchange(value_begun_, true) && text.front() == '\n') text.remove_prefix(1);
  if (text.empty()) return;
  put_value(std::exchange(value_space_, {}));
  if (text.back() == '\n') value_space_ = "\n", text.remove_suffix(1);
  put_value(text);
}

OAICOMPAT_INLINE void ParserEngine::end_value() {
  scratch_.clear();
  value_.end(scratch_);
  if (!value_dropped_) arguments(scratch_);
  value_dropped_ = value_due_ = false;
}

/// Whether what comes after a value's closer shows that it is one: a marker of the next state, the same closer again,
/// or the end. `maybe` where the text ends before that can be told.
OAICOMPAT_INLINE Found::Is ParserEngine::follows(const Edge& edge, std::string_view rest) const {
  auto next = edge.next;
  if (edge.flags & edge::keep) {  // the next state reads the marker again
    for (const auto& again : format_.states[next].edges) {
      if (again.marker == edge.marker) next = again.next;
    }
  }
  const auto at = skip_space(rest, 0);
  if (at > max_space) return Found::Is::none;
  if (at == rest.size()) return Found::Is::maybe;
  const auto tail = rest.substr(at);
  if (!(edge.flags & edge::suffix)) {
    if (tail.starts_with(edge.marker)) return Found::Is::marker;
    if (edge.marker.starts_with(tail)) return Found::Is::maybe;
  }
  const auto& markers = next == outside ? text_markers_ : state_markers_[next];
  return markers.match(rest, at, false, rules_).is;
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::value_step() {
  const auto text = window();
  // The beginning of a closer at the end of a text is no part of the value.
  const auto found = state_markers_[state_].find(text, false, rules_);
  value_data(text.substr(0, found.at));
  position_ += found.at;
  if (found.is == Found::Is::maybe) return Progress::starved;
  if (found.is != Found::Is::marker) return Progress::made;
  const auto edge = found.marker->edge;
  if (edge.flags & edge::confirm) {
    const auto follows_it = follows(edge, text.substr(found.at + found.length));
    // At the end of a text that was cut nothing confirms the closer: it is no part of the value either.
    if (follows_it == Found::Is::maybe && end_ != InputEnd::stopped) return Progress::starved;
    if (follows_it == Found::Is::none) {
      value_data(text.substr(found.at, 1));
      ++position_;
      return Progress::made;
    }
  }
  if (!(edge.flags & edge::inside)) end_value();
  take_edge(edge, found.length);
  return Progress::made;
}

/// The name of a tag that begins at `at`; how long the tag is, 0 for none, npos where more must be seen.
inline std::size_t tag_name(std::string_view text, std::size_t at, std::string_view& name) {
  const auto past = text.substr(0, at + 257).find('>', at);
  if (past == std::string_view::npos) return text.size() - at > 256 ? 0 : std::string_view::npos;
  name = text.substr(at, past - at);
  return name.empty() || name.size() > 256 ? 0 : past + 1;
}

/// Between the arguments of a call of elements.
OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::next_element() {
  const auto prefix = format_.tag_prefix;
  const auto text = window();
  const auto at = skip_space(text, 0);
  if (at == text.size()) return Progress::starved;
  const auto found = state_markers_[state_].match(text, at, is_over(), rules_);
  if (found.is == Found::Is::maybe) return Progress::starved;
  if (found.is == Found::Is::marker)
    return position_ += at, take_edge(found.marker->edge, found.length), Progress::made;
  const auto rest = text.substr(at);
  const auto opener = prefix.size() + 1;
  if (rest.size() < opener)
    return prefix.starts_with(rest.substr(0, prefix.size())) ? Progress::starved : (fail(), Progress::made);
  std::string_view name;
  const auto length = rest.starts_with(prefix) && rest[prefix.size()] == '<' ? tag_name(rest, opener, name) : 0;
  if (length == none) return Progress::starved;
  if (length == 0) return fail(), Progress::made;
  key_ = name;
  position_ += at + length;
  if (!begin_key()) return fail(), Progress::made;
  const bool infers = options_.untyped == ParserOptions::Untyped::infer;
  elements_.begin(types_, key_, types_ ? types_->of(key_) : ValueTypes{.infers = infers});
  begin_value();
  return Progress::made;
}

OAICOMPAT_INLINE ParserEngine::Progress ParserEngine::elements_step() {
  if (key_.empty()) return next_element();
  const auto prefix = format_.tag_prefix;
  const auto text = window();
  const bool is_text = value_.is_text();
  const auto put = [&](std::string_view piece) {
    if (is_text) return value_data(piece);
    elements_.text(piece);
  };
  const auto at = std::min(text.find(prefix.front()), text.size());
  put(text.substr(0, at));
  position_ += at;
  const auto rest = text.substr(at);
  if (rest.empty()) return Progress::made;
  if (!rest.starts_with(prefix) || rest.size() < prefix.size() + 2) {
    if (prefix.starts_with(rest) || rest.starts_with(prefix)) return Progress::starved;
    put(rest.substr(0, 1)), ++position_;
    return Progress::made;
  }
  const bool closes = rest[prefix.size() + 1] == '/';
  std::string_view name;
  const auto length = rest[prefix.size()] != '<' ? 0 : tag_name(rest, prefix.size() + (closes ? 2 : 1), name);
  if (length == none) return Progress::starved;
  const bool good = length > 0 && (is_text  ? closes && name == key_
                                   : closes ? elements_.close(name)
                                            : elements_.open(name));
  if (!good) return put(rest.substr(0, 1)), ++position_, Progress::made;
  position_ += length;
  if (is_text || elements_.done()) {
    if (is_text) {
      end_value();
    } else if (!std::exchange(value_dropped_, false)) {
      arguments(elements_.json());
    }
    value_due_ = false;
    key_.clear();
  }
  return Progress::made;
}

}  // namespace oaicompat::inline v1::detail
