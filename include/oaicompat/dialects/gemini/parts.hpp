// The parts of a model's message: told as the members of a chat message, with places where the order is another, and
// made of them again.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/dialects/gemini/types.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail::gemini {

// Members of a part or a call that are not known here, of a call or an entry of `google_parts`.
inline constexpr std::string_view more_member = "google_part";

// Numbers the parts of a message, whole or in the pieces of a stream, and tells what of their order a chat message does
// not: it has thoughts, then its text, then calls. As items of `google_parts`: `{"index":3,"text":12}` for a text of 12
// bytes, `thought` for a thought, `part` for a part that a chat has no member for.
class OAICOMPAT_API PartPlaces {
 public:
  // The place of a part; items that are due are put at the end of `out`. A piece of a stream goes on with the text of
  // the one before.
  enum class Piece { own, goes_on };
  std::int64_t add(const GeminiPart& part, Piece piece, std::vector<Json>& out);
  // The item that is still due.
  void finish(std::vector<Json>& out);

 private:
  enum class Kind { none, text, thought, call, other };
  Kind kind_ = Kind::none;
  bool due_ = false, is_signed_ = false;
  std::int64_t place_ = -1, length_ = 0, texts_ = 0, calls_ = 0;
  Extras more_;
};

// A message in the members of a chat message.
struct Spoken {
  std::string_view content{};
  const Extras& extra;
  std::vector<GeminiPart> calls{};
};
// Which thoughts become parts: those that are signed by Gemini, all (another provider's seals wrapped), or none.
enum class ThoughtParts { ours, all, none };
OAICOMPAT_API std::vector<GeminiPart> parts_of(Spoken from, ThoughtParts thoughts);

}  // namespace oaicompat::inline v1::detail::gemini

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/parts.ipp>
#endif
