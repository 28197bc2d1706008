// ResponseAccumulator: the events of a stream to the response, and the response to events.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/responses/types.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// Folds the events of a streamed response into the response.
///
/// Servers vary in what they send, so a stream need not be regular: an item is found by its `output_index`, or by its
/// id where an event has no index; what was never begun begins with its first piece; numbers may be wrong or missing,
/// ids may change. What an event says is whole takes the place of its pieces, and the response in the last event that
/// of all: only where that has no output the items stay. Events of unknown types are counted and passed over, but for
/// `response.reasoning.delta`, which is a piece of the reasoning. What is not as OpenAI sends it is told by
/// `irregularity`.
/// **Errors**: an event of type `error`, too many bytes. Source: `createResponse`.
class OAICOMPAT_API ResponseAccumulator {
 public:
  explicit ResponseAccumulator(AccumulateOptions options = {}) : options_{options} {}

  Result<void> add(const ResponseEvent& event);
  /// Whether the last event has come: `response.completed`, `response.failed` or `response.incomplete`.
  bool complete() const { return ended_; }
  /// The response so far. **Errors**: no event at all, or not the last one.
  Result<Response> finish();
  /// What has come, whether it is whole or not; nothing before the first event.
  std::optional<Response> so_far() const;
  /// The first thing that was not in order (`stream_out_of_order`): what a test of a server asks.
  const std::optional<Error>& irregularity() const { return irregularity_; }

 private:
  // A text that grows: which kind of text, and which of the item's.
  enum class Grows {
    text,
    refusal,
    reasoning,
    summary,
    function_arguments,
    mcp_arguments,
    custom_input,
    code,
    command
  };
  using Place = std::pair<Grows, std::size_t>;
  // What an item has lists of.
  enum class List { parts, summaries, commands };
  struct Slot {
    ResponseItem item;
    bool done = false;
    bool began = true;  // with an event that says so, and not with its first piece
    std::map<Place, std::string> growing;
    std::map<std::pair<List, std::int64_t>, std::size_t> places;  // index on the wire -> where it stands
  };

  static Text* text_at(ResponseItem& item, Place place);
  static ResponseItem begun(Grows kind, std::string_view id);
  static bool open(ResponseItem& item, Grows kind);
  static List list_of(Grows kind);
  static std::size_t count_of(ResponseItem& item, List list);
  void irregular(std::string what);
  void count(std::int64_t sequence_number);
  Slot* known_slot(std::int64_t output_index, bool is_numbered, std::string_view id);
  Slot& new_slot(std::int64_t output_index, bool is_numbered, ResponseItem item);
  template <class Event>
  Slot* slot(const Event& event);
  template <class Event>
  Slot& slot_for(const Event& event, Grows kind);
  std::optional<std::size_t> place(Slot& slot, Grows kind, std::int64_t index);
  template <class Event>
  Result<void> grow(const Event& event, Grows kind, std::int64_t index, std::string_view delta);
  template <class Event>
  Result<void> settle(const Event& event, Grows kind, std::int64_t index, const Text& whole);
  Result<void> enough(std::size_t more);
  static void write_growing(Slot& slot);
  Response made();

  Result<void> take(const ResponseStateEvent& event);
  Result<void> take(const ItemEvent& event);
  Result<void> take(const PartEvent& event);
  Result<void> take(const TextDelta& event);
  Result<void> take(const TextDone& event);
  Result<void> take(const AnnotationAdded& event);
  Result<void> take(const PartDelta& event);
  Result<void> take(const RefusalDone& event);
  Result<void> take(const ReasoningTextDone& event);
  Result<void> take(const SummaryPartEvent& event);
  Result<void> take(const SummaryDelta& event);
  Result<void> take(const SummaryDone& event);
  Result<void> take(const CallDelta& event);
  Result<void> take(const ArgumentsDone& event);
  Result<void> take(const InputDone& event);
  Result<void> take(const CodeDone& event);
  Result<void> take(const ShellCommandEvent& event);
  Result<void> take(const ShellCommandDelta& event);
  Result<void> take(const ShellOutputDelta& event);
  Result<void> take(const ShellOutputDone& event);
  Result<void> take(const ResponseErrorEvent& event);
  Result<void> take(const Unknown& event);

  AccumulateOptions options_;
  std::size_t bytes_ = 0;
  std::int64_t last_number_ = 0;
  bool began_ = false, ended_ = false;
  std::optional<Error> irregularity_;
  Response whole_;
  std::vector<Slot> slots_;                       // in the order in which they began
  std::map<std::int64_t, std::size_t> at_index_;  // output index -> the item that it names now
  std::set<std::string, std::less<>> ids_;
};

/// Whether the last event of a response's stream has come. **Errors**: none.
class OAICOMPAT_API ResponseProgress {
 public:
  Result<void> add(const ResponseEvent& event);
  bool complete() const { return ended_; }

 private:
  bool ended_ = false;
};

/// How `createResponse` streams.
struct OAICOMPAT_API ResponseStreaming {
  using Accumulator = ResponseAccumulator;
  using Progress = ResponseProgress;
  /// Whether a streamed response is asked for: the body's `stream` alone decides.
  static bool wanted(const ResponseRequest& request);
  /// Asks for a streamed response, or for a whole one, which takes no `stream_options`.
  static void want(ResponseRequest& request, bool streamed);
  /// Events go out as they are, whatever the request asked for.
  struct Shape {};
  template <class Request>
  static Shape shape_for(const Request&) {
    return {};
  }
  static bool shape(ResponseEvent&, const Shape&) { return true; }
  /// The events that make a whole response, in the order in which OpenAI sends them, numbered from 0.
  static std::vector<ResponseEvent> split(const Response& whole);
  /// The name that an event is sent under: its type.
  static std::string_view name(const ResponseEvent& event) { return event.tag(); }
  /// The event that ends a stream with an error, after the event with this number.
  static ResponseEvent failure(const Error& error, std::int64_t last_number);
  /// The number of an event, or that of the one before it where it has none.
  static std::int64_t number(const ResponseEvent& event, std::int64_t last_number);
  /// What an event and the next of its kind differ in, as a rule: the text of a delta, and its number. Null for others.
  struct Moving {
    Text* words = nullptr;
    std::int64_t* number = nullptr;
  };
  static Moving delta_fields(ResponseEvent& event);
};

/// How `getResponse` streams. As `ResponseStreaming`.
struct OAICOMPAT_API RetrieveResponseStreaming : ResponseStreaming {
  static bool wanted(const RetrieveResponseRequest& request);
  static void want(RetrieveResponseRequest& request, bool streamed);
  /// The events after `starting_after`, where the request names one, are the backend's business.
  using ResponseStreaming::split;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/accumulate.ipp>
#include <oaicompat/resources/responses/split.ipp>
#endif
