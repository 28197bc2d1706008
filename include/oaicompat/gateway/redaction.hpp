// Redaction: takes out of a text what a log must not hold.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/http/head.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// Takes words and members out, by rules. A word becomes `[email:1f3a...]`: its kind, and a hash by a key of this
/// object's, so that equal words stay equal within one process, and tell nothing. The value of a member becomes
/// `"[removed]"`. **Threads**: safe to use from many.
class OAICOMPAT_API Redaction {
 public:
  explicit Redaction(RedactRules rules = {});

  /// A body: JSON, or events of JSON. A word ends where a letter, digit or one of `-_.+/@=~` does not follow, or at an
  /// escape.
  std::string redact(std::string_view body) const;
  /// The header fields that are logged, as a JSON object, their words redacted as well.
  std::string redact(const Headers& headers) const;

 private:
  std::string_view kind_of(std::string_view word) const;
  void put_word(std::string& out, std::string_view word) const;
  bool put_part(std::string& out, std::string_view part) const;
  void put_mark(std::string& out, std::string_view kind, std::string_view word) const;
  std::string redact_words(std::string_view text) const;
  std::string remove_members(std::string_view json) const;

  const RedactRules rules_;
  std::vector<std::string> globs_;
  bool keys_ = false, email_ = false, card_ = false, ipv4_ = false;
  const std::uint64_t hash_key_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/redaction.ipp>
#endif
