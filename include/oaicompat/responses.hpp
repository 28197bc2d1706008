// Responses through a client. Apart from client.hpp: their types are much to compile.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/response_operations.hpp>
#include <oaicompat/client.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace oaicompat::inline v1 {

/// The events of a streamed response.
using ResponseStream = EventStream<CreateResponse>;
/// The events of a response that is kept.
using KeptResponseStream = EventStream<RetrieveResponse>;

#if !OAICOMPAT_HEADER_ONLY
// Compiled once, beside their operations.
extern template class OAICOMPAT_API EventStream<CreateResponse>;
extern template class OAICOMPAT_API EventStream<RetrieveResponse>;
#endif

/// A response, waited for:
///
///     auto response = respond(client, {.model = "my-model", .input = "Hello"});
///     if (response) fmt::print("{}\n", response->output_text());
///
/// **Threads**, **Errors**: these functions are as the client's methods. A response whose `status` is `failed` is no
/// error.
OAICOMPAT_API Reply<Response> respond(const Client& client, ResponseRequest request,
                                      const RequestOptions& options = {});
/// A response as it is made:
///
///     for (const auto& event : respond_stream(client, {...})) fmt::print("{}", text_of(event));
OAICOMPAT_API ResponseStream respond_stream(const Client& client, ResponseRequest request,
                                            const RequestOptions& options = {});
/// A response that the server keeps.
OAICOMPAT_API Reply<Response> retrieve_response(const Client& client, std::string_view id,
                                                const RequestOptions& options = {});
/// The events of a response that the server keeps, after the one with this number: where a stream was cut off.
OAICOMPAT_API KeptResponseStream follow_response(const Client& client, std::string_view id,
                                                 std::optional<std::int64_t> starting_after = {},
                                                 const RequestOptions& options = {});
/// The server forgets a response.
OAICOMPAT_API Reply<DeletedResponse> delete_response(const Client& client, std::string_view id,
                                                     const RequestOptions& options = {});
/// A response in the background is no longer made.
OAICOMPAT_API Reply<Response> cancel_response(const Client& client, std::string_view id,
                                              const RequestOptions& options = {});
/// A page of the items that a response was made from.
OAICOMPAT_API Reply<ResponseItemList> list_input_items(const Client& client, ListInputItemsRequest request,
                                                       const RequestOptions& options = {});
/// How many tokens an input takes.
OAICOMPAT_API Reply<InputTokenCount> count_input_tokens(const Client& client, CountInputTokensRequest request,
                                                        const RequestOptions& options = {});
/// A conversation made small.
OAICOMPAT_API Reply<CompactedResponse> compact_response(const Client& client, CompactRequest request,
                                                        const RequestOptions& options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/responses.ipp>
#endif
