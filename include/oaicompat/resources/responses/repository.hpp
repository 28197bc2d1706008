// ResponseRepository: responses in a store, with what they were made from.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/service.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline Error no_such_response(std::string_view id) {
  return api_error(404, "Response with id '" + std::string{id} + "' not found.", "", "response_id");
}

// What stands in the store that it is given: that of a request's tenant. Collections: `responses`,
// `responses/<id>/input`, `responses/<id>/events`, `response_items` (what came out, by the items' ids),
// `conversations`, `conversations/<id>/items`. **Threads**: as the store; everything may block.
class OAICOMPAT_API ResponseRepository {
 public:
  /// The options must outlive it; their own store is not used.
  ResponseRepository(const ResponsesOptions& options, StorePtr store) : options_{options}, store_{std::move(store)} {}

  /// A response. **Errors**: 404.
  Result<Response> read(std::string_view id, std::uint64_t* revision = nullptr) const;
  /// The items that a request goes on from. **Errors**: 400 for a response, 404 for a conversation that is not there.
  Result<std::vector<ResponseItem>> earlier(const Maybe<Text>& previous,
                                            const Maybe<ConversationChoice>& conversation) const;
  /// Puts what references mean in their place, and gives each item an id that no other has, as lists show them.
  Result<void> settle(std::vector<ResponseItem>& input, const std::vector<ResponseItem>& earlier) const;
  /// Keeps a response and its input.
  Result<void> begin(const Response& response, const std::vector<ResponseItem>& input) const;
  /// Keeps a response that is whole and its input, and its events where they are wanted again. **Errors**: a conflict
  /// where there are events, so it was begun, and it has been deleted since.
  Result<void> keep(const Response& response, const std::vector<ResponseItem>& input,
                    const std::vector<ResponseEvent>& events) const;
  /// Keeps that a response has failed, with nothing of what it said. **Errors**: a conflict where it has been deleted.
  Result<void> keep_failed(const Response& response, std::uint64_t revision = Change::present) const;
  /// Forgets a response. **Errors**: 404.
  Result<void> forget(std::string_view id) const;
  /// The events of a response in the background; none where they were not kept.
  Result<std::vector<ResponseEvent>> events(std::string_view id) const;
  /// A page of what a response was made from. **Errors**: 400, 404.
  Result<ResponseItemList> list(const ListInputItemsRequest& request) const;

 private:
  Result<std::vector<ResponseItem>> all(const std::string& collection) const;
  Result<std::vector<ResponseItem>> chain(std::string_view id) const;
  Result<std::vector<ResponseItem>> said_in(std::string_view conversation) const;
  Result<std::optional<ResponseItem>> find(std::string_view id, const std::vector<ResponseItem>& earlier) const;
  std::int64_t expires_at() const { return options_.clock->unix_time() + options_.retention.count(); }
  Change put(std::string collection, std::string id, std::string json) const;
  void put_response(std::vector<Change>& changes, const Response& response) const;
  void put_said(std::vector<Change>& changes, const Response& response, const std::vector<ResponseItem>& input) const;
  void put_items(std::vector<Change>& changes, const std::string& collection,
                 const std::vector<ResponseItem>& items) const;

  const ResponsesOptions& options_;
  const StorePtr store_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/repository.ipp>
#endif
