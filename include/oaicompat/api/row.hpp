// Row: an operation at run time, as data and functions that know its types. serve, call, offload and a client's calls
// are compiled once, over rows.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/erased.hpp>
#include <oaicompat/api/form.hpp>
#include <oaicompat/api/offload.hpp>
#include <oaicompat/api/router.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/json/kinds.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace oaicompat::inline v1::detail {

struct Answering;
struct Row;
class CalledAnswer;
struct CallFacts;

struct TokenCounts {
  std::optional<std::int64_t> prompt{}, completion{};
};

// What is done with requests whose type is not known.
struct RequestType {
  std::optional<Error> (*parse)(Bytes json, const ReadOptions& options, AnyRequest& out);
  Bytes (*write)(const void* request);
  const Extras& (*extra)(const void* request);
  // The model it asks for; null where its type has none.
  std::optional<std::string> (*model)(const void* request);
};

// The same for responses. What is null has no meaning for the type.
struct ResponseType {
  std::optional<Error> (*parse)(std::string_view json, const ReadOptions& options, void* out);
  void (*write)(Bytes& out, const void* response, Writing writing);
  TokenCounts (*tokens)(const void* response);
  void (*name_reasoning)(void* response, ReasoningMembers members);
  // Whether it carries an error all the same.
  bool (*carries_error)(const void* response);
  // The member that makes it one of its kind, where it lacks it: then it is looked at more closely.
  std::string_view (*doubtful_member)(const void* response);
  // Of a list: whether an item has no name.
  bool (*nameless)(const void* response);
  // Of embeddings: whether one is empty.
  bool (*has_empty)(const void* response);
};

// Of an operation whose request may be a form.
struct FormRow {
  bool (*sends)(const void* request);
  std::optional<Error> (*read)(FormScan& scan, AnyRequest& out);
  // Members that the path names in braces are put there.
  FormBody (*write)(const AnyRequest& request, std::string* path);
};
// Of one whose response may be text.
struct TextRow {
  bool (*wants)(const void* request);
  std::optional<BinaryContent> (*write)(const void* response, const void* request);
  void (*read)(std::string_view body, void* out);
};
// Of one whose response may be streamed.
struct StreamedRow {
  bool (*wanted)(const void* request);
  void (*want)(void* request, bool events);
  Answer (*answer)(AnyStreamPtr events, const AnyRequest& request, const Answering& asked);
  std::unique_ptr<CalledAnswer> (*called)(const Row& row, Answer answer, Context context, const CallOptions& options,
                                          const CallFacts& facts);
  // A Stream of one response, made of the events.
  AnyStreamPtr (*gathered)(AnyStreamPtr events);
};

// What is null is as with most operations.
struct Row {
  Endpoint endpoint;
  const RequestType* request = nullptr;
  const ResponseType* response = nullptr;  // null where it is bytes
  const EventType* event = nullptr;
  // The place of the response in an event.
  void* (*response_in)(void* event) = nullptr;
  std::optional<Error> (*check)(const void* request) = nullptr;
  void (*shape)(void* response, const void* request) = nullptr;
  const FormRow* form = nullptr;
  const TextRow* text = nullptr;
  const StreamedRow* streamed = nullptr;
  // The whole answer, made of the events.
  Answer (*whole)(AnyStreamPtr events, const AnyRequest& request, const Answering& asked) = nullptr;
  // What a connection that asks for it becomes.
  WebSocketSessionPtr (*session)(const Backend& backend, Request request, const ServeOptions& options) = nullptr;
};

// Work that blocks: gives its events to a sink, which says whether to go on; and what failed it.
using AnySink = std::function<bool(std::shared_ptr<void> event)>;
using AnyWork = std::function<std::optional<Error>(Context context, const AnySink& sink)>;
// A Stream of the type, out of events that lie on the heap.
OAICOMPAT_API AnyStreamPtr with_type(StreamPtr<std::shared_ptr<void>> events, const EventType& type);
// Runs work on a thread of the pool. The stop of its context fires too when the stream is dropped.
OAICOMPAT_API AnyStreamPtr offload_work(WorkerPool& pool, const EventType& event, AnyWork work, Context context);

}  // namespace oaicompat::inline v1::detail

// Their bodies need one another: they follow once all are declared.
#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/served.hpp>
#endif
