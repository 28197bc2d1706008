// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/types/extensions.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::optional<std::string> reasoning_of(const Extras& extra) {
  if (auto text = extra.get(ext::reasoning_content)) return text;
  return extra.get(ext::reasoning);
}

OAICOMPAT_INLINE void set_reasoning(Extras& extra, std::string_view text) {
  const bool other = extra.find("reasoning") && !extra.find("reasoning_content");
  extra.set(other ? "reasoning" : "reasoning_content", Json::string(text));
}

}  // namespace oaicompat::inline v1
