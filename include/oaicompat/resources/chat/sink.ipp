// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/counts.hpp>
#include <oaicompat/base/release.hpp>
#include <oaicompat/resources/chat/sink.hpp>

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// What the engine wrote, for whoever pulls to run: the engine's thread makes no chunks.
struct SinkStep {
  std::function<bool(ChatWriter&)> write{};
  std::size_t bytes = 0;
  bool finishes = false;  // a choice
};

// What both ends of an answer know.
class ChatSinkState {
 public:
  ChatSinkState(ChannelWriter<SinkStep> steps, std::int64_t choices, std::size_t max_backlog)
      : steps_{std::move(steps)}, choices_{choices}, unfinished_{choices}, max_backlog_{max_backlog} {}
  static ChatSink sink(std::shared_ptr<ChatSinkState> state) { return ChatSink{std::move(state)}; }

  // The engine's end.
  enum class Counted { no, text, reasoning };
  template <class Write>
  bool piece(std::size_t bytes, Counted counted, Write write) {
    const std::size_t unread = backlog_;
    if ((unread >= max_backlog_ && unread > 0) || !put(bytes, std::move(write))) return false;
    if (counted != Counted::no) ++pieces_;
    if (counted == Counted::reasoning) ++reasoning_;
    return true;
  }
  template <class Write>
  bool put(std::size_t bytes, Write write, bool finishes = false) {
    if (gone()) return false;
    bytes += step_cost;
    backlog_ += bytes;
    if (steps_.send({std::move(write), bytes, finishes})) return true;
    backlog_ -= bytes;
    return false;
  }
  bool finish(FinishReason reason, std::int64_t choice) {
    if (!put(
            0, [=](ChatWriter& out) { return out.choice(choice).finish(reason); }, true))
      return false;
    if (--unfinished_ == 0) steps_.end();
    return true;
  }
  // The pieces are counted when the answer ends.
  bool count_usage(std::int64_t prompt_tokens) {
    prompt_tokens_ = prompt_tokens;
    return !gone();
  }
  bool usage(Usage usage) {
    prompt_tokens_ = -1;
    return put(0, [usage = std::move(usage)](ChatWriter& out) { return out.usage(usage); });
  }
  void fail(Error error) {
    over_ = true;
    steps_.fail(std::move(error));
  }
  // Where some choices are finished, ChatWriter knows whether others were begun.
  void drop() { unfinished_ < choices_ ? steps_.end() : fail(dropped()); }

  bool gone() const { return unfinished_ <= 0 || over_ || steps_.gone() || stop_.stop_requested(); }
  std::stop_token stop_token() const { return stop_.get_token(); }
  std::size_t backlog() const { return backlog_; }
  std::int64_t pieces() const { return pieces_; }
  std::int64_t choices() const { return choices_; }

  // The reader's end.
  std::stop_source& stop() { return stop_; }
  void taken(std::size_t bytes) { backlog_ -= bytes; }
  void end() { over_ = true; }
  std::optional<Usage> counted() const {
    const std::int64_t prompt = prompt_tokens_, pieces = pieces_, reasoning = reasoning_;
    if (prompt < 0) return std::nullopt;
    Usage usage;
    usage.prompt_tokens = prompt;
    usage.completion_tokens = pieces;
    usage.total_tokens = sum_of(prompt, pieces);
    if (reasoning > 0) usage.completion_tokens_details.emplace().reasoning_tokens = reasoning;
    return usage;
  }

 private:
  static constexpr std::size_t step_cost = 64;
  Error dropped() const {
    if (stop_.stop_requested()) return local_error(ErrorKind::cancelled, "The request was cancelled.", "cancelled");
    return api_error(500, "The engine dropped the answer before its end.", "answer_dropped");
  }

  ChannelWriter<SinkStep> steps_;
  std::stop_source stop_;
  const std::int64_t choices_;
  std::atomic<std::int64_t> unfinished_, pieces_ = 0, reasoning_ = 0, prompt_tokens_ = -1;
  std::atomic<std::size_t> backlog_ = 0;
  std::atomic<bool> over_ = false;
  const std::size_t max_backlog_;
};

// About how much memory they take.
inline std::size_t bytes_in(const Logprobs& values) {
  std::size_t bytes = 0;
  for (const auto* list : {&values.content, &values.refusal}) {
    if (!*list) continue;
    for (const auto& token : **list) bytes += sizeof(token) + token.top_logprobs.size() * sizeof(TopLogprob);
  }
  return bytes;
}

// Runs what the engine wrote as it is pulled.
class SunkChat final : public Stream<Event<CreateChatCompletion>> {
 public:
  using E = Event<CreateChatCompletion>;
  SunkChat(StreamPtr<SinkStep> steps, std::shared_ptr<ChatSinkState> sink, const ChatRequest& request,
           std::int64_t created, const Context& context, ReasoningMembers members)
      : sink_{std::move(sink)},
        linked_{context.stop, Fire{sink_->stop()}},
        steps_{std::move(steps)},
        members_{members},
        unfinished_{sink_->choices()},
        writer_{[this](ChatChunk&& chunk) { return give(std::move(chunk)); }, context.on_passed, request.model,
                created} {}
  ~SunkChat() override {
    steps_.reset();
    sink_->stop().request_stop();
  }
  SunkChat(const SunkChat&) = delete;
  SunkChat& operator=(const SunkChat&) = delete;

  Pull pull(E& out) override {
    if (next_ < later_.size()) return give_later(out);
    for (into_ = &out; !ended_;) {
      const auto got = step();
      if (!into_) return Pull::some;
      if (got == Pull::wait) return into_ = nullptr, Pull::wait;
    }
    into_ = nullptr;
    return error_ ? Pull::fail : Pull::end;
  }
  void when_ready(Wake wake) override { steps_->when_ready(std::move(wake)); }
  Error error() const override { return error_ ? *error_ : Error{}; }

 private:
  struct Fire {
    std::stop_source stop;
    void operator()() { stop.request_stop(); }
  };

  Pull step() {
    SinkStep step;
    const auto got = steps_->pull(step);
    if (got == Pull::wait) return got;
    if (got == Pull::some) {
      sink_->taken(step.bytes);
      // What another thread wrote meanwhile may lie behind the last finish: it is dropped.
      if (step.write(writer_) && !(step.finishes && --unfinished_ == 0)) return got;
    }
    if (got == Pull::fail) {
      writer_.fail(steps_->error());
    } else if (auto usage = sink_->counted(); usage) {
      writer_.usage(*std::move(usage));
    }
    sink_->end();
    if (auto error = writer_.close()) error_ = std::make_unique<const Error>(*std::move(error));
    ended_ = true;
    return got;
  }
  // A step makes one chunk as a rule, which goes right to whoever pulls.
  bool give(ChatChunk&& chunk) {
    if (members_ != ReasoningMembers::as_given) name_reasoning(chunk, members_);
    into_ ? put(*std::exchange(into_, nullptr), std::move(chunk)) : later_.push_back(std::move(chunk));
    return true;
  }
  Pull give_later(E& out) {
    put(out, std::move(later_[next_]));
    if (++next_ == later_.size()) release(later_), next_ = 0;
    return Pull::some;
  }
  static void put(E& out, ChatChunk&& chunk) {
    if (auto* place = std::get_if<0>(&out)) {
      *place = std::move(chunk);
    } else {
      out.emplace<0>(std::move(chunk));
    }
  }

  const std::shared_ptr<ChatSinkState> sink_;
  const std::stop_callback<Fire> linked_;
  StreamPtr<SinkStep> steps_;
  const ReasoningMembers members_;
  std::int64_t unfinished_;       // choices
  E* into_ = nullptr;             // where the next chunk goes
  std::vector<ChatChunk> later_;  // those that the same step made besides
  std::size_t next_ = 0;
  bool ended_ = false;
  std::unique_ptr<const Error> error_;
  ChatWriter writer_;
};

OAICOMPAT_INLINE ChatSinkChannel chat_sink(const ChatRequest& request, std::int64_t created, const Context& context,
                                           ChatSinkOptions options, ReasoningMembers members) {
  auto [writer, steps] = channel<SinkStep>({.capacity = std::numeric_limits<std::size_t>::max()});
  const auto choices = std::max<std::int64_t>(1, request.n.value_or(1));
  auto state = std::make_shared<ChatSinkState>(std::move(writer), choices, options.max_backlog);
  auto stream = std::make_unique<SunkChat>(std::move(steps), state, request, created, context, members);
  return {ChatSinkState::sink(std::move(state)), std::move(stream)};
}

}  // namespace oaicompat::inline v1::detail

namespace oaicompat::inline v1 {

using detail::ChatSinkState;

OAICOMPAT_INLINE ChatSink::~ChatSink() {
  if (state_) state_->drop();
}
OAICOMPAT_INLINE ChatSink& ChatSink::operator=(ChatSink&& other) noexcept {
  if (this == &other) return *this;
  const ChatSink dropped{std::move(*this)};
  state_ = std::move(other.state_);
  return *this;
}
OAICOMPAT_INLINE bool ChatSink::try_text(std::string_view piece, std::int64_t choice) {
  return state_ && state_->piece(piece.size(), ChatSinkState::Counted::text,
                                 [choice, words = std::string{piece}](ChatWriter& out) {
                                   return out.choice(choice).text(words);
                                 });
}
OAICOMPAT_INLINE bool ChatSink::try_reasoning(std::string_view piece, std::int64_t choice) {
  return state_ && state_->piece(piece.size(), ChatSinkState::Counted::reasoning,
                                 [choice, words = std::string{piece}](ChatWriter& out) {
                                   return out.choice(choice).reasoning(words);
                                 });
}
OAICOMPAT_INLINE bool ChatSink::try_refusal(std::string_view piece, std::int64_t choice) {
  return state_ && state_->piece(piece.size(), ChatSinkState::Counted::text,
                                 [choice, words = std::string{piece}](ChatWriter& out) {
                                   return out.choice(choice).refusal(words);
                                 });
}
OAICOMPAT_INLINE bool ChatSink::try_tool_call(std::string_view id, std::string_view name, std::int64_t choice) {
  return state_ && state_->piece(id.size() + name.size(), ChatSinkState::Counted::text,
                                 [choice, id = std::string{id}, name = std::string{name}](ChatWriter& out) {
                                   return out.choice(choice).tool_call(id, name);
                                 });
}
OAICOMPAT_INLINE bool ChatSink::try_custom_tool_call(std::string_view id, std::string_view name, std::string_view input,
                                                     std::int64_t choice) {
  auto write = [choice, id = std::string{id}, name = std::string{name}, input = std::string{input}](ChatWriter& out) {
    return out.choice(choice).custom_tool_call(id, name, input);
  };
  return state_ &&
         state_->piece(id.size() + name.size() + input.size(), ChatSinkState::Counted::text, std::move(write));
}
OAICOMPAT_INLINE bool ChatSink::try_arguments(std::string_view fragment, std::int64_t choice) {
  return state_ && state_->piece(fragment.size(), ChatSinkState::Counted::text,
                                 [choice, words = std::string{fragment}](ChatWriter& out) {
                                   return out.choice(choice).arguments(words);
                                 });
}
OAICOMPAT_INLINE bool ChatSink::try_logprobs(Logprobs values, std::int64_t choice) {
  if (!state_) return false;
  const auto bytes = detail::bytes_in(values);
  return state_->piece(bytes, ChatSinkState::Counted::no, [choice, values = std::move(values)](ChatWriter& out) {
    return out.choice(choice).logprobs(values);
  });
}
OAICOMPAT_INLINE bool ChatSink::header(std::string_view name, std::string_view value) {
  auto write = [name = std::string{name}, value = std::string{value}](ChatWriter& out) {
    return out.header(name, value);
  };
  return state_ && state_->piece(name.size() + value.size(), ChatSinkState::Counted::no, std::move(write));
}
OAICOMPAT_INLINE bool ChatSink::finish(FinishReason reason, std::int64_t choice) {
  return state_ && state_->finish(reason, choice);
}
OAICOMPAT_INLINE bool ChatSink::usage(std::int64_t prompt_tokens) {
  return state_ && state_->count_usage(prompt_tokens);
}
OAICOMPAT_INLINE bool ChatSink::usage(std::int64_t prompt_tokens, std::int64_t completion_tokens) {
  Usage usage;
  usage.prompt_tokens = prompt_tokens;
  usage.completion_tokens = completion_tokens;
  usage.total_tokens = detail::sum_of(prompt_tokens, completion_tokens);
  return this->usage(std::move(usage));
}
OAICOMPAT_INLINE bool ChatSink::usage(Usage usage) { return state_ && state_->usage(std::move(usage)); }
OAICOMPAT_INLINE bool ChatSink::fail(Error error) {
  if (state_) state_->fail(std::move(error));
  return false;
}
OAICOMPAT_INLINE bool ChatSink::gone() const { return !state_ || state_->gone(); }
OAICOMPAT_INLINE std::stop_token ChatSink::stop() const { return state_ ? state_->stop_token() : std::stop_token{}; }
OAICOMPAT_INLINE std::size_t ChatSink::backlog() const { return state_ ? state_->backlog() : 0; }
OAICOMPAT_INLINE std::int64_t ChatSink::pieces() const { return state_ ? state_->pieces() : 0; }

OAICOMPAT_INLINE ChatSinkChannel chat_sink(const ChatRequest& request, std::int64_t created, const Context& context,
                                           ChatSinkOptions options) {
  return detail::chat_sink(request, created, context, options, ReasoningMembers::as_given);
}

}  // namespace oaicompat::inline v1
