// Kept items of responses, and what the operations over a store have in common.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/stored.hpp>
#include <oaicompat/resources/request_store.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/types.hpp>

#include <string>
#include <type_traits>
#include <vector>

namespace oaicompat::inline v1::detail {

// The id that an item is kept under: its own, of an item of an unknown type too.
inline std::string stored_id(const ResponseItem& item) {
  const auto* unknown = item.get_if<Unknown>();
  if (!unknown) return std::string{item_id(item)};
  const auto read = parse_owned<ItemReference>(unknown->json.view(), {.reading = Reading::lenient});
  return read ? read->id.str() : std::string{};
}
// Gives an item another id, where its type has any.
inline void set_stored_id(ResponseItem& item, const std::string& id) {
  item.visit([&]<class T>(T& each) {
    if constexpr (std::is_same_v<T, Unknown>) {
      auto read = parse_owned<ItemReference>(each.json.view(), {.reading = Reading::lenient});
      if (!read) return;
      read->id = Text{id};
      each.json = Json{Text{to_json(*read)}};
    } else if constexpr (requires { each.id = Text{id}; }) {
      each.id = Text{id};
    }
  });
}

}  // namespace oaicompat::inline v1::detail
