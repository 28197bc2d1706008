// SharedServer: how the server stands over which several gateways share something.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <string>

namespace oaicompat::inline v1 {

/// How the server stands over which several gateways share something.
struct SharedServer {
  bool up = false;           ///< It is there, and takes commands.
  std::string last_error{};  ///< Why it is away, or was the last time; without its URL. Empty where it never was.
};

}  // namespace oaicompat::inline v1
