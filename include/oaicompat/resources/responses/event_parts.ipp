// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.hpp>
#include <oaicompat/resources/responses/accumulate.hpp>
#include <oaicompat/resources/responses/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

inline Error out_of_order(std::string what) {
  return local_error(ErrorKind::protocol, "The stream is out of order: " + std::move(what) + ".",
                     "stream_out_of_order");
}
inline std::string quoted(std::string_view word) { return "'" + std::string{word.substr(0, 64)} + "'"; }

template <class T>
T* at(std::vector<T>& items, std::size_t index) {
  return index < items.size() ? &items[index] : nullptr;
}

// The parts of an item that has some; of a message that is one text, none yet.
inline std::vector<ResponsePart>* parts_of(ResponseItem& item) {
  auto* message = item.get_if<MessageItem>();
  if (!message) return nullptr;
  if (message->content.get_if<Text>()) message->content = std::vector<ResponsePart>{};
  return message->content.get_if<std::vector<ResponsePart>>();
}
template <class Part>
Part* part_at(ResponseItem& item, std::size_t index) {
  auto* parts = parts_of(item);
  auto* part = parts ? at(*parts, index) : nullptr;
  return part ? part->get_if<Part>() : nullptr;
}

// The number of an event of an unknown type, where it has one.
struct Numbered {
  std::optional<std::int64_t> sequence_number;
};
constexpr auto describe(Type<Numbered>) {
  return object("Numbered", field("sequence_number", &Numbered::sequence_number));
}
inline std::optional<std::int64_t> number_of(const Unknown& event) {
  const auto read = parse_owned<Numbered>(event.json.view(), {.reading = Reading::lenient});
  return read ? read->sequence_number : std::nullopt;
}

inline bool ends_response(const OpenEnum<ResponseEventType>& type) {
  return type == ResponseEventType::completed || type == ResponseEventType::failed ||
         type == ResponseEventType::incomplete;
}

}  // namespace detail
}  // namespace oaicompat::inline v1
