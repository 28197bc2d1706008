// The blocks of Converse's messages: made of parts, files and reasoning.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/bedrock/types.hpp>
#include <oaicompat/dialects/placed_blocks.hpp>
#include <oaicompat/resources/chat/message.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail::bedrock {

using Blocks = std::vector<ConverseBlock>;

inline bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

// Makes blocks; knows the names of the documents of one request.
class OAICOMPAT_API BlockMaker {
 public:
  explicit BlockMaker(LossReport& lost) : lost_{lost} {}

  // The blocks of a message's content, `path` being that of the content.
  std::optional<Error> add(const Content& content, const std::string& path, Blocks& out);
  // Text that is not blank: Converse takes no other.
  static void add_text(std::string_view text, Blocks& out);
  // A mark for the cache, where the extras ask for one.
  static void add_cache_point(const Extras& extra, Blocks& out);
  // The reasoning of an earlier answer that Bedrock can take back: with its signature, or unreadable.
  void add_reasoning(const ChatMessage& message, const std::string& path, PlacedBlocks<ConverseBlock>& out);
  // The text of an earlier answer, as the blocks that it was where the message tells their places.
  void add_texts(std::string_view text, const ChatMessage& message, const std::string& path,
                 PlacedBlocks<ConverseBlock>& out);

 private:
  std::optional<Error> add_part(const ContentPart& part, const std::string& path, Blocks& out);
  std::optional<Error> add_image(const ImageUrl& image, const std::string& path, Blocks& out);
  std::optional<Error> add_file(const InputFile& file, const std::string& path, Blocks& out);
  std::string document_name(std::string_view given, const std::string& path);

  LossReport& lost_;
  std::set<std::string> names_;
};

// The mark for the cache that `cache_control` stands for; nothing where there is none.
OAICOMPAT_API std::optional<Json> cache_point(const Extras& extra);
// A block of a tool's result: an object of one member.
OAICOMPAT_API Json block_json(const ConverseBlock& block);
// `{"name":value}`.
OAICOMPAT_API Json one_member(std::string_view name, std::string_view value);

}  // namespace oaicompat::inline v1::detail::bedrock

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/bedrock/blocks.ipp>
#endif
