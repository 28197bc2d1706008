// chat_as: a chat completion that is a struct of yours.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/send.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/schema.hpp>
#include <oaicompat/kit/partial_json.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// How a struct is asked for.
struct StructuredOptions {
  /// The schema's name. Default that of the struct's description.
  std::string name = {};
  /// How the answer's JSON is read. Default strictly: the schema that is sent asks for that.
  ReadOptions reading = {};
  /// How the request is sent.
  RequestOptions options = {};
};

/// How a struct is asked for as a stream.
template <class T>
struct StructuredStreamOptions {
  /// Called, on the caller's thread, with what has come so far: strings end where the text ends, members and items that
  /// have not begun keep their defaults, and so do numbers, words and enumerators until they are whole. Default none.
  std::function<void(const T& so_far)> on_partial = {};
  /// How many bytes must come before `on_partial` is called again; 1 for every piece. It is at least a sixteenth of
  /// the text, so that a long answer is not read too often. Default 16 bytes.
  std::size_t partial_every = 16;
  /// The schema's name. Default that of the struct's description.
  std::string name = {};
  /// How the answer's JSON is read. Default strictly.
  ReadOptions reading = {};
  /// How the request is sent.
  RequestOptions options = {};
};

/// A T, or an Error; with the head of the HTTP answer, and the completion that the T was read from.
template <class T>
class StructuredReply : public Reply<T> {
 public:
  StructuredReply(Result<T> result, Head head, std::optional<ChatCompletion> completion, Bytes body = {})
      : Reply<T>{std::move(result), std::move(head), std::move(body)}, completion_{std::move(completion)} {}
  /// The completion, also beside an error; nothing where none came. Of a stream that broke off, what came.
  const std::optional<ChatCompletion>& completion() const noexcept { return completion_; }

 private:
  std::optional<ChatCompletion> completion_;
};

namespace detail {

// An answer before it is read.
struct StructuredAnswer {
  std::optional<ChatCompletion> completion{};
  Head head{.status = 0, .headers = {}};
  Bytes body{};
  std::optional<Error> error{};
  // The JSON in the answer's text. **Lifetime**: as the completion.
  OAICOMPAT_API std::string_view json() const;
};
OAICOMPAT_API ChatRequest structured_request(ChatRequest request, std::string_view name, Json schema);
OAICOMPAT_API StructuredAnswer ask_structured(const Backend& client, ChatRequest request,
                                              const RequestOptions& options);
// Calls `on_text` with each piece of the first choice's text.
OAICOMPAT_API StructuredAnswer stream_structured(const Backend& client, ChatRequest request,
                                                 const RequestOptions& options,
                                                 const std::function<void(std::string_view)>& on_text);
OAICOMPAT_API Error invalid_output(Error why);

template <Described T>
ChatRequest structured_request(ChatRequest request, std::string_view name) {
  return structured_request(std::move(request), name.empty() ? description<T>.name : name, schema<T>());
}

template <Described T>
StructuredReply<T> read_structured(StructuredAnswer answer, const ReadOptions& reading) {
  if (answer.error)
    return {*std::move(answer.error), std::move(answer.head), std::move(answer.completion), std::move(answer.body)};
  auto value = parse_owned<T>(answer.json(), reading);
  if (!value) value = invalid_output(value.error());
  return {std::move(value), std::move(answer.head), std::move(answer.completion), std::move(answer.body)};
}

// Reads a T again and again while its JSON grows.
template <Described T>
class PartialReader {
 public:
  explicit PartialReader(const StructuredStreamOptions<T>& options)
      : options_{options}, json_{options.reading.max_depth}, next_{1} {
    reading_.reading = Reading::lenient;
  }
  void add(std::string_view more) {
    json_.add(more);
    if (json_.size() < next_) return;
    const auto sixteenth = json_.size() / 16, most = std::numeric_limits<std::size_t>::max() - json_.size();
    const auto step = options_.partial_every > sixteenth ? options_.partial_every : sixteenth;
    next_ = json_.size() + (step < most ? step : most);
    const auto closed = json_.closed();
    if (!closed || *closed == last_) return;
    const auto so_far = parse_owned<T>(*closed, reading_);
    if (so_far) options_.on_partial(*so_far);
    last_ = *closed;
  }

 private:
  const StructuredStreamOptions<T>& options_;
  ReadOptions reading_ = options_.reading;
  PartialJson json_;
  std::size_t next_;
  std::string last_;
};

}  // namespace detail

/// Asks for a chat completion that is a T: sends T's strict schema as the `response_format`, and reads the answer.
///
///     auto weather = chat_as<Weather>(client, {.model = "my-model", .messages = {user("How is it in Oslo?")}});
///     if (!weather) return report(weather.error());
///     fmt::print("{}\n", weather->celsius);
///
/// The first choice counts; a code fence around the JSON is taken off. **Threads**: blocks this one.
/// **Errors**: those of the request, and by their `code`: `refusal` (the model would not; the message is what it says),
/// `content_filter`, `length` (the answer was cut), and `invalid_output` (kind `parse`: the text is not a T; `param` is
/// the path of what is wrong).
template <Described T>
StructuredReply<T> chat_as(const Backend& client, ChatRequest request, const StructuredOptions& options = {}) {
  auto asked = detail::structured_request<T>(std::move(request), options.name);
  return detail::read_structured<T>(detail::ask_structured(client, std::move(asked), options.options), options.reading);
}

/// The same as a stream, which shows what has come so far:
///
///     auto weather = chat_as_stream<Weather>(client, request, {.on_partial = [](const Weather& so_far) {
///                                              fmt::print("{}\n", so_far.city);
///                                            }});
template <Described T>
StructuredReply<T> chat_as_stream(const Backend& client, ChatRequest request,
                                  const StructuredStreamOptions<T>& options = {}) {
  detail::PartialReader<T> partial{options};
  std::function<void(std::string_view)> on_text;
  if (options.on_partial) on_text = [&](std::string_view more) { partial.add(more); };
  auto asked = detail::structured_request<T>(std::move(request), options.name);
  auto answer = detail::stream_structured(client, std::move(asked), options.options, on_text);
  return detail::read_structured<T>(std::move(answer), options.reading);
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/structured.ipp>
#endif
