// ResponseAccumulator: the events of a stream to the response, and the response to events.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/types/responses.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// Folds the events of a streamed response into the response.
///
/// The stream begins with the response; an item begins before anything is said of it, and a part before its text;
/// indices count up from 0, sequence numbers by one (or all are 0, as some servers leave them out); an event names the
/// item by the id it began with. What an event says is whole takes the place of its pieces, and the response in the
/// last event that of all: only where that has no output the items stay. Events of unknown types are passed over.
/// **Errors**: what breaks these rules (`stream_out_of_order`), an event of type `error`, too many bytes. Source:
/// `createResponse`.
class OAICOMPAT_API ResponseAccumulator {
 public:
  explicit ResponseAccumulator(AccumulateOptions options = {}) : options_{options} {}

  Result<Done> add(const ResponseEvent& event);
  /// Whether the last event has come: `response.completed`, `response.failed` or `response.incomplete`.
  bool complete() const { return ended_; }
  /// The response so far. **Errors**: no event at all, or not the last one.
  Result<Response> finish();

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
  using Place = std::pair<Grows, std::int64_t>;
  struct Slot {
    ResponseItem item;
    bool done = false;
    std::map<Place, std::string> growing;
  };

  static Text* text_at(ResponseItem& item, Place place);
  Result<Done> count(std::int64_t sequence_number);
  Result<Slot*> slot(std::int64_t output_index, std::string_view id);
  template <class Named>
  Result<Slot*> slot(const Named& event) {
    return slot(event.output_index, event.item_id);
  }
  Result<Done> grow(Result<Slot*> found, Place place, std::string_view delta);
  Result<Done> settle(Result<Slot*> found, Place place, const Text& whole);
  Result<Done> enough(std::size_t more);
  static void write_growing(Slot& slot);

  Result<Done> take(const ResponseStateEvent& event);
  Result<Done> take(const ItemEvent& event);
  Result<Done> take(const PartEvent& event);
  Result<Done> take(const TextDelta& event);
  Result<Done> take(const TextDone& event);
  Result<Done> take(const AnnotationAdded& event);
  Result<Done> take(const PartDelta& event);
  Result<Done> take(const RefusalDone& event);
  Result<Done> take(const ReasoningTextDone& event);
  Result<Done> take(const SummaryPartEvent& event);
  Result<Done> take(const SummaryDelta& event);
  Result<Done> take(const SummaryDone& event);
  Result<Done> take(const CallDelta& event);
  Result<Done> take(const ArgumentsDone& event);
  Result<Done> take(const InputDone& event);
  Result<Done> take(const CodeDone& event);
  Result<Done> take(const ShellCommandEvent& event);
  Result<Done> take(const ShellCommandDelta& event);
  Result<Done> take(const ShellOutputDelta& event);
  Result<Done> take(const ShellOutputDone& event);
  Result<Done> take(const ResponseErrorEvent& event);

  AccumulateOptions options_;
  std::size_t bytes_ = 0;
  std::int64_t last_number_ = 0;
  bool began_ = false, ended_ = false;
  Response whole_;
  std::vector<Slot> slots_;
  std::set<std::string, std::less<>> ids_;
};

/// Whether the last event of a response's stream has come. **Errors**: none.
class OAICOMPAT_API ResponseProgress {
 public:
  Result<Done> add(const ResponseEvent& event);
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
  /// The events that make a whole response, in the order in which the API's maker sends them, numbered from 0.
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
  static Moving moving(ResponseEvent& event);
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
#include <oaicompat/impl/accumulate_response.ipp>
#include <oaicompat/impl/split_response.ipp>
#endif
