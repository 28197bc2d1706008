// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/base/text.hpp>

#include <functional>
#include <set>
#include <string>

namespace oaicompat::inline v1::detail {

/// The ids of one answer's calls: each call gets one that no other call of the answer has.
class CallIds {
 public:
  void make_unique(Text& id) {
    if (id.empty() || seen_.count(id.view()) != 0) id = random_id("call_");
    seen_.insert(id.str());
  }

 private:
  std::set<std::string, std::less<>> seen_;
};

}  // namespace oaicompat::inline v1::detail
