// Operation: an endpoint of the API, said once.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/media.hpp>

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <variant>

namespace oaicompat::inline v1 {

/// What an operation's request is sent as.
enum class RequestBody {
  json,          ///< JSON.
  form,          ///< A form, `multipart/form-data`: it carries files.
  json_or_form,  ///< Either: `Op::sends_form` says which.
};

namespace detail {

// FNV-1a.
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

}  // namespace detail

/// Where an operation stands. Members in braces of `path` are members of the request: `/models/{model}`.
struct Endpoint {
  std::string_view id;      ///< The specification's operationId.
  std::string_view method;  ///< `GET`, `POST`, `DELETE`.
  std::string_view path;    ///< Below the base URL, which ends in `/v1` as a rule.
  RequestBody body = RequestBody::json;
  std::string_view query{};  ///< The member of a request with a body that stands in the query all the same.
  std::uint64_t key = detail::hash_of(id);  ///< Stands for the id where operations are looked up.
};

/// The base of the operations that this library serves and calls. An operation of a host's own, without it, is for
/// backends and callers within the process.
struct ApiOperation {};

/// An operation: a struct with the types `Request` and `Response` and a constexpr `Endpoint endpoint`. One whose answer
/// may be streamed also has `Chunk`, the type of its events, and `Streaming`, which says how chunks make a response.
template <class Op>
concept Operation = requires {
  typename Op::Request;
  typename Op::Response;
  { Op::endpoint } -> std::convertible_to<Endpoint>;
};

/// An operation whose answer may be streamed.
template <class Op>
concept StreamedOperation = Operation<Op> && requires {
  typename Op::Chunk;
  typename Op::Streaming;
};

/// An operation whose response is bytes. One that is streamed too gives its bytes as `BinaryContent`, one or several,
/// or as chunks, whose bytes its `Streaming` knows.
template <class Op>
concept BinaryOperation = Operation<Op> && std::same_as<typename Op::Response, BinaryContent>;

/// An operation whose response may be asked for as text that is not JSON (`srt`). It has three functions:
/// `static std::optional<BinaryContent> as_text(const Response&, const Request&)`, nothing where JSON was asked for;
/// `static bool wants_text(const Request&)`; and `static Response from_text(std::string_view)`.
template <class Op>
concept TextOperation = Operation<Op> && requires(const typename Op::Request& request) {
  { Op::wants_text(request) } -> std::same_as<bool>;
};

namespace detail {
template <class Op>
struct EventOf {
  using type = typename Op::Response;
};
template <StreamedOperation Op>
struct EventOf<Op> {
  using type = std::variant<typename Op::Chunk, typename Op::Response>;
};
}  // namespace detail

/// What a backend's stream gives: the one response, or, where the operation may be streamed, chunks or the response.
template <Operation Op>
using Event = typename detail::EventOf<Op>::type;

namespace detail {

struct Row;
// Each is compiled once, beside the codecs of its types.
template <Operation Op>
OAICOMPAT_API const Row& row();

// An operation where its types are not known. What refers to it links what serves and calls it, and nothing of others.
struct OperationRef {
  const Endpoint& endpoint;
  const Row* row;  // null for an operation of a host's own
};
template <Operation Op>
OperationRef operation_ref() {
  if constexpr (std::is_base_of_v<ApiOperation, Op>) {
    return {Op::endpoint, &row<Op>()};
  } else {
    return {Op::endpoint, nullptr};
  }
}

}  // namespace detail

/// A list of operations. They may be incomplete where it is named.
template <class... Ops>
struct OperationList {};

namespace detail {
template <class... Lists>
struct Joined;
template <class... Ops>
struct Joined<OperationList<Ops...>> {
  using type = OperationList<Ops...>;
};
template <class... A, class... B, class... Rest>
struct Joined<OperationList<A...>, OperationList<B...>, Rest...> : Joined<OperationList<A..., B...>, Rest...> {};
}  // namespace detail

/// The operations of several lists, in order.
template <class... Lists>
using JoinedLists = typename detail::Joined<Lists...>::type;

/// Whether an operation's request has a body. Members that the path names stand there, and the others in the body;
/// those of a request without one in the query.
constexpr bool takes_body(const Endpoint& endpoint) { return endpoint.method == "POST"; }

/// Whether an operation's request is its body, and nothing of it stands elsewhere.
constexpr bool is_body(const Endpoint& endpoint) {
  return takes_body(endpoint) && endpoint.path.find('{') == std::string_view::npos;
}

}  // namespace oaicompat::inline v1
