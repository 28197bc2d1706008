// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called.hpp>
#include <oaicompat/api/called_body.ipp>
#include <oaicompat/api/chunk_form.ipp>
#include <oaicompat/api/error_body.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// Reads a handler's answer as the events of an operation that may be streamed.
template <StreamedOperation Op>
class CalledStream final : public CalledAnswer {
 public:
  CalledStream(const Row& row, Answer answer, Context context, const CallOptions& options, const CallFacts& facts)
      : CalledAnswer{row, std::move(answer), std::move(context), options, facts} {}

 private:
  using Chunk = typename Op::Chunk;

  Pull next_event(void* to) override {
    auto& out = *static_cast<Event<Op>*>(to);
    SseEvent event;
    for (;;) {
      if (!undecided_ && give_queued(out)) return Pull::some;
      if (const auto got = decoder_.next(event); got != Pull::some) {
        if (got == Pull::fail) return fail(decoder_.error());
        return got == Pull::end ? at_end() : got;
      }
      const auto first = event.data.find_first_not_of(" \t\r\n");
      if (first == event.data.npos) continue;
      const auto data = event.data.substr(first);
      if (data.starts_with("[DONE]")) return told_ ? fail({}) : Pull::end;
      if (event.unterminated && std::string_view{"[DONE]"}.starts_with(data)) return at_end();
      if (const auto got = read_chunk(event, out); got != Pull::wait) return got;
    }
  }
  // Gives a chunk, or fails, or has put the chunk into the queue (`wait`).
  Pull read_chunk(const SseEvent& event, Event<Op>& out) {
    if (event.name == "error") return take_error(event);
    auto& chunk = out.index() == 0 ? std::get<0>(out) : out.template emplace<0>();
    if (auto error = chunks_.read(event.data, chunk))
      return event.unterminated ? fail(cut_off()) : fail(unreadable(head_, event.data, *error));
    if (carries_error(chunk) || (says_nothing(chunk) && is_error_alone(event.data))) return take_error(event);
    if constexpr (requires { chunk.extra; }) chunk.extra.note_from_wire();
    if constexpr (requires { progress_.number_calls(chunk); }) progress_.number_calls(chunk);
    if (auto added = progress_.add(chunk); !added) return fail(added.error());
    began_ = true;
    if (!told_) return Pull::some;
    undecided_ = false;
    queue_.push_back(std::move(chunk));
    return Pull::wait;
  }
  // An error ends the stream. Where errors are events like others, what follows it is given all the same, and it itself
  // before that, as it came. One that nothing follows is the stream's failure alone, unless an object in it says more.
  Pull take_error(const SseEvent& event) {
    auto error = read_error({}, event.data);
    if constexpr (NumbersEvents<Op>) {
      auto chunk = parse_owned<Chunk>(event.data, reading());
      if (!began_ || !chunk || chunk->tag() != "error") return fail(std::move(error));
      if (told_) return Pull::wait;  // said before
      const bool nested = is_nested_error(event.data);
      queue_.push_back(nested ? Chunk{Unknown{"error", {Text{event.data}}}} : *std::move(chunk));
      told_ = std::move(error);
      undecided_ = !nested;
      return Pull::wait;
    }
    return fail(std::move(error));
  }
  bool give_queued(Event<Op>& out) {
    if (queue_.empty()) return false;
    out.template emplace<0>(std::move(queue_.front()));
    queue_.erase(queue_.begin());
    return true;
  }
  Pull at_end() { return progress_.complete() && !told_ ? Pull::end : fail(cut_off()); }

  typename Op::Streaming::Progress progress_;
  ChunkReader<Op> chunks_{reading()};
  std::vector<Chunk> queue_{};  // the events since an error event, with it
};

}  // namespace oaicompat::inline v1::detail
