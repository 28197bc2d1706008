// JsonCall: a JSON object that holds the name and the arguments of a tool call, read as it streams.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/json_scanner.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// Takes what is found of a call.
class CallSink {
 public:
  CallSink() = default;
  CallSink(const CallSink&) = delete;
  CallSink& operator=(const CallSink&) = delete;
  /// The name is whole. Nothing of the call was told before.
  virtual void begin(std::string_view name, std::string_view id) = 0;
  /// A piece of the arguments, as JSON.
  virtual void arguments(std::string_view piece) = 0;

 protected:
  ~CallSink() = default;
};

/// Reads `{"name":N,"arguments":O}` in its spellings: other keys for both, in any order; wrapped in `"function"`; an id
/// before the arguments; arguments that are null, empty, or JSON inside a string. Or, where `named`, `{N:O}`.
class OAICOMPAT_API JsonCall {
 public:
  /// The most bytes before the name is whole, not counting arguments that stand before it.
  static constexpr std::size_t max_header = 1024;
  /// The most bytes of arguments that are held because they stand before the name.
  static constexpr std::size_t max_held = std::size_t{8} << 20;

  /// The keys are known besides those that are seen often; they must outlive the call.
  void reset(std::string_view name_key, std::string_view arguments_key) {
    *this = JsonCall{}, name_key_ = name_key, arguments_key_ = arguments_key;
  }
  void reset_named() { *this = JsonCall{}, named_ = true; }
  /// Reads on. `bad` before `begun()` means that this is no call.
  Scanned scan(std::string_view in, CallSink& sink);
  bool begun() const { return begun_; }

 private:
  enum class Place : char { open, first_key, key, in_key, colon, value, skip, text, object, encoded, comma };
  enum class Is : char { other, name, arguments, id, function };

  bool is_structural() const {
    return place_ != Place::in_key && place_ != Place::text && place_ != Place::encoded && place_ != Place::object &&
           place_ != Place::skip;
  }
  bool structure(char c, CallSink& sink);
  bool begin_value(char c, CallSink& sink);
  bool begin_arguments(char c, CallSink& sink);
  bool key_is_whole();
  bool text_is_whole(CallSink& sink);
  bool close(CallSink& sink);
  void begin(CallSink& sink);
  void give(std::string_view piece, CallSink& sink);
  bool decode_arguments(CallSink& sink);
  Scanned step(std::string_view in, CallSink& sink);
  Scanned read_encoded(std::string_view in, CallSink& sink);
  Scanned read_string(std::string_view in, CallSink& sink);
  Scanned read_json(std::string_view in, CallSink& sink);
  bool unescape(std::string_view in, std::size_t& used, std::string& out);
  bool unescape_one(char c, std::string& out);

  std::string_view name_key_{}, arguments_key_{};
  Place place_ = Place::open;
  Is key_ = Is::other;
  bool named_ = false, begun_ = false, has_name_ = false, has_arguments_ = false, whole_ = false, plausible_ = true;
  bool encoded_any_ = false, encoded_whole_ = false;
  int level_ = 0;
  std::size_t header_ = 0;
  JsonScanner scanner_;
  std::string word_, name_, id_, held_, scratch_;
  std::uint32_t escape_code_ = 0, high_surrogate_ = 0;
  int escape_left_ = -1;  // -1: not in an escape; 0: after the backslash; else hex digits to come
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/json_call.ipp>
#endif
