// JsonGrowth: a list that comes in pieces, as engines stream reasoning_details, images and content in parts.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/json/kinds.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// Joins the pieces of a list. An object with the `index` and `type` of one before is more of it: its texts are joined,
// its lists appended, of other members the last counts. Others are put at the end. What a piece costs is what joining
// it costs, however long the list has become. A list that came in one piece stays as it came.
class OAICOMPAT_API JsonGrowth {
 public:
  // How items without an index are joined.
  enum class Items {
    apart,    // each is an item of its own
    by_type,  // one is more of the last where that has its `type`
  };
  explicit JsonGrowth(Items items = Items::apart) : items_{items} { root_.kind = Kind::array; }

  // Adds a list, and gives how many bytes it took to keep.
  std::size_t add(const Json& list);
  Json whole() const;

 private:
  enum class Kind { other, text, object, array };
  struct Node {
    Kind kind = Kind::other;
    std::string words;              // the text, or the JSON of another kind
    std::vector<std::string> keys;  // of an object's values
    std::vector<Node> values;
  };
  Node made(const Json& json, std::size_t& bytes) const;
  void merge(Node& node, std::string_view key, Node piece) const;
  void merge_object(Node& node, Node piece) const;
  void merge_list(Node& node, Node piece) const;
  Node* same_item(Node& list, const Node& item) const;
  static const Node* member(const Node& node, std::string_view key);
  static void write(Bytes& out, const Node& node);

  Items items_;
  Node root_;
  Text only_{};  // the piece, while there is but one
  std::size_t pieces_ = 0;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/json_growth.ipp>
#endif
