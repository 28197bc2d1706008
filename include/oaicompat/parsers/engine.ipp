// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/engine.hpp>
#include <oaicompat/parsers/json_closer.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <random>
#include <utility>

namespace oaicompat::inline v1::detail {

/// What ends a turn, in the spellings that are seen; never part of what is said.
inline constexpr std::array<std::string_view, 12> end_of_turn = {"<|im_end|>", "<|eot_id|>",
                                                                 "<|eom_id|>", "<|endoftext|>",
                                                                 "</s>",       "<｜end▁of▁sentence｜>",
                                                                 "<|return|>", "<|END_OF_TURN_TOKEN|>",
                                                                 "[e~[",       "<turn|>",
                                                                 "<seed:eos>", "<|eom|>"};

OAICOMPAT_INLINE ParserEngine::ParserEngine(const Format& format, ParserOptions options)
    : format_{format}, options_{std::move(options)} {
  (options_.stop_in == ParserOptions::StopIn::all ? stops_ : text_stops_) = StopMatcher{options_.stops};
  rules_.length = [this](const Edge& edge, std::string_view text, std::size_t at, bool ended) {
    return edge_length(edge, text, at, ended);
  };
  rules_.special = [this](std::string_view text, std::size_t at) {
    const auto place = absolute(static_cast<std::size_t>(text.data() - buffer_.data()) + at);
    return std::binary_search(specials_.begin(), specials_.end(), place);
  };
  const bool typed = std::any_of(format_.states.begin(), format_.states.end(), [](const State& state) {
    return state.take == Take::value || state.take == Take::elements || state.take == Take::code;
  });
  const bool infers = options_.untyped == ParserOptions::Untyped::infer;
  for (const auto& tool : options_.tools) {
    tool_types_.emplace(tool.name, ToolTypes{typed ? std::string_view{tool.parameters} : std::string_view{}, infers});
  }
  state_markers_.reserve(format_.states.size());
  for (const auto& state : format_.states) {
    auto& markers = state_markers_.emplace_back();
    for (const auto& edge : state.edges) add_marker(markers, edge.marker, MarkerRole::edge, edge);
  }
  add_content_markers();
  buffer_.reserve(4096), out_.reserve(4096), space_.reserve(64), pieces_.reserve(16), events_.reserve(16);
  const auto start = options_.start.value_or(format_.reasoning.start);
  const bool apart = options_.reasoning == ParserOptions::Reasoning::apart;
  channel_ = apart && start == ReasoningRule::Start::reasoning ? Channel::reasoning : Channel::text;
  skip_newlines_ = channel_ == Channel::reasoning;
  block_channel_ = channel_;
  const bool messages = format_.headers != MessageHeaders::none;
  if (format_.start != outside && (messages || channel_ == Channel::text)) {
    if (!messages) block_ = 0;
    enter(format_.start);
  }
  if (!options_.prefix.empty()) {
    muted_ = true;
    for (const auto& token : options_.special_tokens) {  // of the prompt all of them are meant
      for (auto at = options_.prefix.find(token); at < options_.prefix.size();
           at = options_.prefix.find(token, at + 1)) {
        specials_.push_back(at);
      }
    }
    std::sort(specials_.begin(), specials_.end());
    take(options_.prefix);
    run(InputEnd::open);
    muted_ = false;
    pieces_.clear(), out_.clear();
  }
}

/// A marker that begins with a special token counts only where such a token was fed.
OAICOMPAT_INLINE void ParserEngine::add_marker(Markers& to, std::string_view text, MarkerRole role, const Edge& edge) {
  const auto& tokens = options_.special_tokens;
  const bool special = std::any_of(tokens.begin(), tokens.end(), [&](const std::string& token) {
    const bool longer = (edge.flags & edge::suffix) && std::string_view{token}.starts_with(text);
    return !token.empty() && (text.starts_with(token) || longer);
  });
  to.add({text, role, edge, special});
}

/// The openers of calls, and the closers that are dropped where nothing is open.
OAICOMPAT_INLINE void ParserEngine::add_openers(Markers& to, bool with_orphans) {
  if (options_.calls == ParserOptions::Calls::text) return;
  for (const auto& edge : format_.openers) add_marker(to, edge.marker, MarkerRole::edge, edge);
  if (!with_orphans) return;
  for (const auto orphan : format_.orphans) add_marker(to, orphan, MarkerRole::orphan);
}

OAICOMPAT_INLINE void ParserEngine::add_content_markers() {
  const auto& rule = format_.reasoning;
  if (options_.reasoning == ParserOptions::Reasoning::apart) {
    for (auto* markers : {&text_markers_, &reasoning_markers_}) {
      for (const auto open : rule.open) add_marker(*markers, open, MarkerRole::open_reasoning);
      for (const auto close : rule.close) add_marker(*markers, close, MarkerRole::close_reasoning);
    }
  }
  for (std::size_t i = 0; i < format_.wrappers.size(); ++i) {
    add_marker(text_markers_, format_.wrappers[i], i % 2 == 0 ? MarkerRole::open_wrapper : MarkerRole::close_wrapper);
  }
  if (format_.headers != MessageHeaders::none) {
    for (const auto& edge : format_.states[2].edges) {
      add_marker(text_markers_, edge.marker, MarkerRole::end_of_message, edge);
      add_marker(reasoning_markers_, edge.marker, MarkerRole::end_of_message, edge);
    }
  } else {
    add_openers(text_markers_, true);
    add_openers(skip_markers_, true);
    if (rule.calls == ReasoningRule::Calls::end_it) add_openers(reasoning_markers_, false);
  }
  for (const auto turn : end_of_turn) {
    add_marker(text_markers_, turn, MarkerRole::end_of_turn);
    add_marker(reasoning_markers_, turn, MarkerRole::end_of_turn);
  }
}

OAICOMPAT_INLINE void ParserEngine::append(ParserEvent::Kind kind, std::string_view piece) {
  if (muted_) return;
  using Kind = ParserEvent::Kind;
  const bool joins =
      kind == Kind::text || kind == Kind::reasoning || kind == Kind::arguments || kind == Kind::builtin_body;
  if (joins && piece.empty()) return;
  if (kind != ParserEvent::Kind::text && kind != ParserEvent::Kind::problem) give_held_text();
  if (joins && !pieces_.empty() && pieces_.back().event.kind == kind) {
    pieces_.back().length += piece.size();
    step_pieces_ = std::min(step_pieces_, pieces_.size() - 1);
  } else {
    Piece next;
    next.event.kind = kind;
    next.event.begin = step_from_, next.event.past = std::max(step_from_, absolute(position_));
    next.event.index = calls_ == 0 ? 0 : calls_ - 1;
    next.at = out_.size(), next.length = piece.size();
    pieces_.push_back(next);
  }
  out_ += piece;
}

OAICOMPAT_INLINE void ParserEngine::problem(std::string_view what) { append(ParserEvent::Kind::problem, what); }

OAICOMPAT_INLINE void ParserEngine::take(std::string_view piece) {
  if (stops_.empty()) return cleaner_.feed(piece, buffer_);
  cleaned_.clear();
  cleaner_.feed(piece, cleaned_);
  stops_.feed(cleaned_, buffer_);
}

/// Gives a character as text: whatever a format's table says, a parser goes on.
OAICOMPAT_INLINE void ParserEngine::step_over() {
  skipping_ = false;
  begin_message(Channel::text);
  std::size_t length = 1;
  while (position_ + length < buffer_.size() && (buffer_[position_ + length] & 0xC0) == 0x80) ++length;
  give_content(window().substr(0, length));
  position_ += length;
}

OAICOMPAT_INLINE void ParserEngine::run(InputEnd end) {
  end_ = end;
  std::size_t idle = 0;
  while (position_ < buffer_.size() && !text_stops_.found()) {
    const auto from = position_;
    step_from_ = absolute(position_);
    step_pieces_ = pieces_.size();
    const auto progress = skipping_ ? skip_step() : state_ == outside ? content_step() : state_step();
    for (auto i = step_pieces_; i < pieces_.size(); ++i) pieces_[i].event.past = absolute(position_);
    if (progress == Progress::starved) break;
    idle = position_ == from ? idle + 1 : 0;
    assert(idle < max_idle_steps);
    if (idle == max_idle_steps) step_over();
  }
  const auto keep = std::min(position_, block_);
  if (!specials_.empty()) {
    specials_.erase(specials_.begin(), std::lower_bound(specials_.begin(), specials_.end(), absolute(keep)));
  }
  if (keep == buffer_.size()) {
    dropped_ += keep;
    buffer_.clear();
    position_ = 0;
    if (block_ != none) block_ = 0;
  } else if (keep > 0) {
    dropped_ += keep;
    buffer_.erase(0, keep);
    position_ -= keep;
    if (block_ != none) block_ -= keep;
  }
}

OAICOMPAT_INLINE std::span<const ParserEvent> ParserEngine::give_events() {
  events_.clear();
  for (auto& piece : pieces_) {
    piece.event.text = std::string_view{out_}.substr(piece.at, piece.length);
    piece.event.id = std::string_view{out_}.substr(piece.id_at, piece.id_length);
    events_.push_back(piece.event);
  }
  return events_;
}

/// Remembers where a special token begins. A character that was begun before it is broken.
OAICOMPAT_INLINE void ParserEngine::mark_special() {
  cleaned_.clear();
  cleaner_.finish(cleaned_);
  if (stops_.empty()) {
    buffer_ += cleaned_;
  } else {
    stops_.feed(cleaned_, buffer_);
  }
  specials_.push_back(absolute(buffer_.size() + stops_.held()));
}

OAICOMPAT_INLINE std::span<const ParserEvent> ParserEngine::feed(std::string_view piece, TokenKind kind) {
  pieces_.clear(), out_.clear();
  if (finished_ || stopped()) return {};
  if (is_plain(piece)) return give_plain(piece);
  if (kind == TokenKind::special && !options_.special_tokens.empty()) mark_special();
  take(piece);
  run(InputEnd::open);
  return give_events();
}

OAICOMPAT_INLINE std::span<const ParserEvent> ParserEngine::finish(TextEnd end) {
  pieces_.clear(), out_.clear();
  if (std::exchange(finished_, true)) return {};
  if (text_stops_.found()) return {};
  if (stops_.found()) end = TextEnd::stopped;
  cleaned_.clear();
  if (state_ == outside) cleaner_.finish(cleaned_);  // in a call it may be half of a marker
  if (stops_.empty()) {
    buffer_ += cleaned_;
  } else {
    stops_.feed(cleaned_, buffer_);
    stops_.finish(buffer_);
  }
  const auto how = end == TextEnd::stopped ? InputEnd::stopped : InputEnd::cut;
  run(how);
  while (state_ != outside && block_ != none && !call_open_ && !call_dropped_) {
    step_from_ = absolute(position_);
    const auto in = format_.states[state_].take;
    if (block_called_ && (in == Take::space || in == Take::anything)) {
      leave_block();  // closers that are missing
    } else {
      fail();
    }
    run(how);
  }
  if (!text_stops_.found()) close_answer(end);
  return give_events();
}

/// Ends an open call, and gives what was held back.
OAICOMPAT_INLINE void ParserEngine::close_answer(TextEnd end) {
  step_from_ = absolute(position_);
  if (call_open_ || call_dropped_) {
    const auto take = state_ == outside ? Take::space : format_.states[state_].take;
    const bool no_arguments = take == Take::json_arguments && !body_begun_ && position_ == buffer_.size();
    const bool between = take == Take::space || take == Take::code || no_arguments;
    if (take == Take::code && end == TextEnd::stopped) end_value();
    const bool whole = end == TextEnd::stopped && between && !raw_body_ && !value_due_ && nest_.empty();
    end_call(whole ? ParserEvent::End::complete : ParserEvent::End::truncated);
  }
  const bool verbatim = channel_ == Channel::builtin || (channel_ == Channel::text && !after_block_);
  if (verbatim && !space_.empty()) put_content(std::exchange(space_, {}));
  give_held_text();
  const bool nothing_else = channel_ == Channel::reasoning && !said_text_ && calls_ == 0;
  if (nothing_else && options_.unclosed == ParserOptions::Unclosed::text) append(ParserEvent::Kind::text, unclosed_);
}

/// A device of randomness takes microseconds for an id: it seeds a generator a thread.
inline std::mt19937_64& random_of_thread() {
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
    return std::mt19937_64{seed};
  }();
  return generator;
}

OAICOMPAT_INLINE std::string ParserEngine::new_id() {
  if (options_.make_id) return options_.make_id();
  if (format_.ids == Ids::functions) {
    return "functions." + name_ + ":" + std::to_string(options_.calls_before + calls_ - 1);
  }
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string id = format_.ids == Ids::random ? "call_" : "";
  std::uniform_int_distribution<std::size_t> any{0, letters.size() - 1};
  for (int i = format_.ids == Ids::random ? 24 : 9; i > 0; --i) id += letters[any(random_of_thread())];
  return id;
}

/// The id of a call that the model gave it, where that counts and no other call of the answer has it; else a new one.
OAICOMPAT_INLINE std::string ParserEngine::id_of(std::string_view given) {
  if (!format_.model_ids) return new_id();
  std::string id{given};
  if (!id.empty() && ids_.insert(id).second) return id;
  if (!id.empty()) problem("two calls have one id");
  id = new_id();
  while (!options_.make_id && format_.ids == Ids::functions && !ids_.insert(id).second) id += "0";
  return id;
}

}  // namespace oaicompat::inline v1::detail
