// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/edit_head.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <memory>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Layer edit_head(std::function<void(Head& head)> edit) {
  return [edit = std::make_shared<const std::function<void(Head&)>>(std::move(edit))](Handler inner) -> Handler {
    return [edit, inner = std::move(inner)](Request&& request) -> Answer {
      return detail::edit_head(inner(std::move(request)), [edit](Head& head) { (*edit)(head); });
    };
  };
}

}  // namespace oaicompat::inline v1
