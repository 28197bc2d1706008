// The rows of operations, made of their types.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called_body.ipp>
#include <oaicompat/api/known_words.ipp>
#include <oaicompat/api/noted_event.ipp>
#include <oaicompat/api/row.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

template <class T>
const T& as(const void* value) {
  return *static_cast<const T*>(value);
}
template <class T>
T& as(void* value) {
  return *static_cast<T*>(value);
}

template <class T>
struct RequestTypeOf {
  static std::optional<Error> parse(Bytes json, const ReadOptions& options, AnyRequest& out) {
    auto parsed = Codec<T>::parse(std::move(json), options);
    if (!parsed) return parsed.error();
    out = erased(*parsed);
    return std::nullopt;
  }
  static Bytes write(const void* request) {
    Bytes out;
    Codec<T>::append(out, as<T>(request), Writing::as_it_came);
    return out;
  }
  static const Extras& extra(const void* request) { return as<T>(request).extra; }
  static std::optional<std::string> model(const void* request) { return model_in(as<T>(request)); }
  static constexpr bool has_model = requires(const T& request) { request.model; };
  static constexpr RequestType value{&parse, &write, &extra, has_model ? &model : nullptr};
};

// Found beside the type: a room says which of its types hold reasoning.
template <class T>
concept NamesReasoning = requires(T& response) {
  name_reasoning(response, ReasoningMembers{});
};
template <NamesReasoning T>
void call_name_reasoning(T& response, ReasoningMembers members) {
  name_reasoning(response, members);
}

template <class T>
struct ResponseTypeOf {
  static std::optional<Error> parse(std::string_view json, const ReadOptions& options, void* out) {
    auto parsed = Codec<T>::parse_owned(json, options);
    if (!parsed) return parsed.error();
    as<T>(out) = *std::move(parsed);
    return std::nullopt;
  }
  static void write(Bytes& out, const void* response, Writing writing) {
    Codec<T>::append(out, as<T>(response), writing);
  }
  static bool carries(const void* response) { return carries_error(as<T>(response)); }
  static std::string_view doubtful(const void* response) { return doubtful_member(as<T>(response)); }
  static constexpr ResponseType made() {
    ResponseType out{&parse, &write, nullptr, nullptr, &carries, &doubtful, nullptr, nullptr};
    if constexpr (requires(const T& response) { response.usage; })
      out.tokens = [](const void* response) { return tokens_in(as<T>(response)); };
    if constexpr (NamesReasoning<T>)
      out.name_reasoning = [](void* response, ReasoningMembers members) {
        call_name_reasoning(as<T>(response), members);
      };
    if constexpr (requires(const T& response) { response.data.size(); })
      out.nameless = [](const void* response) { return is_nameless(as<T>(response)); };
    if constexpr (requires(const T& response) { response.data.front().embedding; })
      out.has_empty = [](const void* response) { return has_empty_vector(as<T>(response)); };
    return out;
  }
  static constexpr ResponseType value = made();
};

// What is refused of requests that can be read.
template <Operation Op>
std::optional<Error> checked(const void* request) {
  const auto& value = as<typename Op::Request>(request);
  if constexpr (requires { value.order->known(); }) {
    if (auto refused = refuse_unknown(value.order, "order")) return refused;
  }
  if constexpr (requires { Op::check(value); }) return Op::check(value);
  return std::nullopt;
}

template <Operation Op>
struct FormRowOf {
  using T = typename Op::Request;
  static bool sends(const void* request) {
    if constexpr (Op::endpoint.body == RequestBody::json_or_form) return Op::sends_form(as<T>(request));
    return true;
  }
  static std::optional<Error> read(FormScan& scan, AnyRequest& out) {
    auto parsed = FormCodec<T>::read(scan);
    if (!parsed) return parsed.error();
    out = erased(*parsed);
    return std::nullopt;
  }
  static FormBody write(const AnyRequest& request, std::string* path) {
    return detail::to_form(typed_request<T>(request), path);
  }
  static constexpr FormRow value{&sends, &read, &write};
};

template <TextOperation Op>
struct TextRowOf {
  static bool wants(const void* request) { return Op::wants_text(as<typename Op::Request>(request)); }
  static std::optional<BinaryContent> write(const void* response, const void* request) {
    return Op::as_text(as<typename Op::Response>(response), as<typename Op::Request>(request));
  }
  static void read(std::string_view body, void* out) { as<typename Op::Response>(out) = Op::from_text(body); }
  static constexpr TextRow value{&wants, &write, &read};
};

// In streamed_row.ipp.
template <StreamedOperation Op>
struct StreamedRowOf;
template <BinaryOperation Op>
Answer media_answer(AnyStreamPtr events, const AnyRequest& request, const Answering& asked);
template <StreamedOperation Op>
Answer gathered_answer(AnyStreamPtr events, const AnyRequest& request, const Answering& asked);

template <Operation Op>
WebSocketSessionPtr begin_session(const Backend& backend, Request request, const ServeOptions& options) {
  const Row* const own[]{&row<Op>()};
  return Op::session(serve_rows(backend, options, own), std::move(request));
}

template <Operation Op>
constexpr Row row_of() {
  using Request = typename Op::Request;
  using Response = typename Op::Response;
  Row out{.endpoint = Op::endpoint,
          .request = &RequestTypeOf<Request>::value,
          .event = &EventTypeOf<Event<Op>>::value,
          .response_in = [](void* event) { return event; }};
  if constexpr (!BinaryOperation<Op>) out.response = &ResponseTypeOf<Response>::value;
  if constexpr (
      requires(const Request& request) { Op::check(request); } ||
      requires(const Request& request) { request.order->known(); })
    out.check = &checked<Op>;
  if constexpr (requires(Response & response, const Request& request) { Op::shape(response, request); })
    out.shape = [](void* response, const void* request) { Op::shape(as<Response>(response), as<Request>(request)); };
  if constexpr (Op::endpoint.body != RequestBody::json) out.form = &FormRowOf<Op>::value;
  if constexpr (TextOperation<Op>) out.text = &TextRowOf<Op>::value;
  if constexpr (StreamedOperation<Op>) {
    out.response_in = [](void* event) -> void* { return &as<Event<Op>>(event).template emplace<1>(); };
    out.streamed = &StreamedRowOf<Op>::value;
    out.whole = &gathered_answer<Op>;
  }
  if constexpr (BinaryOperation<Op>) out.whole = &media_answer<Op>;
  if constexpr (requires { &Op::session; }) out.session = &begin_session<Op>;
  return out;
}

template <Operation Op>
const Row& row() {
  static constexpr Row out = row_of<Op>();
  return out;
}

}  // namespace oaicompat::inline v1::detail
