// Md5: the digest that tells whether bytes arrived as they were sent. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// It guards against mistakes, not against attackers.
class OAICOMPAT_API Md5 {
 public:
  Md5();
  void add(std::string_view bytes);
  // Of what was added so far, in small letters; empty where the system's OpenSSL has no MD5.
  std::string hex() const;
  // Whether it is this one, in either case. A system without MD5 cannot tell, and says no.
  bool is(std::string_view hex) const;

 private:
  std::shared_ptr<void> state_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/uploads/md5.ipp>
#endif
