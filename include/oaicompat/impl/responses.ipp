// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/client_ask.ipp>
#include <oaicompat/responses.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Reply<Response> respond(const Client& client, ResponseRequest request, const RequestOptions& options) {
  return detail::ask<CreateResponse>(client.backend(), std::move(request), options);
}
OAICOMPAT_INLINE ResponseStream respond_stream(const Client& client, ResponseRequest request,
                                               const RequestOptions& options) {
  return detail::ask_stream<CreateResponse>(client.backend(), std::move(request), options);
}
OAICOMPAT_INLINE Reply<Response> retrieve_response(const Client& client, std::string_view id,
                                                   const RequestOptions& options) {
  return detail::ask<RetrieveResponse>(client.backend(), {.response_id = Text{id}}, options);
}
OAICOMPAT_INLINE KeptResponseStream follow_response(const Client& client, std::string_view id,
                                                    std::optional<std::int64_t> starting_after,
                                                    const RequestOptions& options) {
  RetrieveResponseRequest request{.response_id = Text{id}, .starting_after = starting_after};
  return detail::ask_stream<RetrieveResponse>(client.backend(), std::move(request), options);
}
OAICOMPAT_INLINE Reply<DeletedResponse> delete_response(const Client& client, std::string_view id,
                                                        const RequestOptions& options) {
  return detail::ask<DeleteResponse>(client.backend(), {.response_id = Text{id}}, options);
}
OAICOMPAT_INLINE Reply<Response> cancel_response(const Client& client, std::string_view id,
                                                 const RequestOptions& options) {
  return detail::ask<CancelResponse>(client.backend(), {.response_id = Text{id}}, options);
}
OAICOMPAT_INLINE Reply<ResponseItemList> list_input_items(const Client& client, ListInputItemsRequest request,
                                                          const RequestOptions& options) {
  return detail::ask<ListInputItems>(client.backend(), std::move(request), options);
}
OAICOMPAT_INLINE Reply<InputTokenCount> count_input_tokens(const Client& client, CountInputTokensRequest request,
                                                           const RequestOptions& options) {
  return detail::ask<CountInputTokens>(client.backend(), std::move(request), options);
}
OAICOMPAT_INLINE Reply<CompactedResponse> compact_response(const Client& client, CompactRequest request,
                                                           const RequestOptions& options) {
  return detail::ask<CompactResponse>(client.backend(), std::move(request), options);
}

}  // namespace oaicompat::inline v1
