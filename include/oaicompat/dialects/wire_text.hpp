// What the dialects' translations share: JSON written member by member, base64 in both alphabets, data URLs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/json/extras.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Writes a JSON object, a member a call.
class OAICOMPAT_API ObjectText {
 public:
  explicit ObjectText(Bytes& out) : out_{out} { out_ += '{'; }
  ObjectText& raw(std::string_view name, std::string_view json);
  ObjectText& text(std::string_view name, std::string_view characters);
  ObjectText& number(std::string_view name, std::int64_t value);
  ObjectText& flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
  // Puts the name; the value is appended by the caller.
  ObjectText& name(std::string_view name);
  void close() { out_ += '}'; }

 private:
  Bytes& out_;
  bool first_ = true;
};

// Base64 of either alphabet, with or without padding, in the standard form; white space is left out.
OAICOMPAT_API std::string standard_base64(std::string_view text);

// Whether a text has base64's characters alone, in either alphabet.
OAICOMPAT_API bool is_base64(std::string_view text);

// `data:image/png;base64,...`.
struct DataUrl {
  std::string_view media_type, base64;
};
OAICOMPAT_API std::optional<DataUrl> read_data_url(std::string_view url);
OAICOMPAT_API std::string data_url(std::string_view media_type, std::string_view base64);
// The media type of the bytes behind base64, told by how they begin; empty where that is unknown.
OAICOMPAT_API std::string_view media_type_of(std::string_view base64);
// The media type that the end of a URL's path names; empty where it names none.
OAICOMPAT_API std::string_view media_type_of_url(std::string_view url);

// Members that a chat has no place for travel as one object among the extras; nothing where there are none.
OAICOMPAT_API void keep_more(Extras& to, std::string_view name, const Extras& from);
OAICOMPAT_API void take_more(Extras& to, const Json* from);
// Writes the members of an object into another.
OAICOMPAT_API void put_more(ObjectText& to, const Json& members);

// `messages[1].content`.
OAICOMPAT_API std::string path_in(std::string_view list, std::size_t place, std::string_view member = {});

// The text of a JSON object; nothing where it is another value or no JSON.
OAICOMPAT_API std::optional<Json> object_in(std::string_view text);

// What a call was given, as its arguments: a string is taken as they stand, nothing is an empty object.
OAICOMPAT_API Text arguments_in(const Json& input);

// The id of a call in letters, digits, `_` and `-`, of at most 64 bytes: other providers' ids may have more, which
// Anthropic's API and Bedrock refuse. The same id always becomes the same; one that is in form stays as it is.
OAICOMPAT_API Text plain_call_id(std::string_view id);

// Unix seconds as `2026-11-28T22:31:03Z`, and back; the fraction is left out. 0 where the text is none.
OAICOMPAT_API std::string rfc3339(std::int64_t unix_seconds);
OAICOMPAT_API std::int64_t unix_seconds(std::string_view rfc3339);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/wire_text.ipp>
#endif
