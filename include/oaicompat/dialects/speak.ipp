// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/dialects/speak.hpp>
#include <oaicompat/layers/dialects.hpp>
#include <oaicompat/layers/forward_headers.hpp>

#include <memory>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Layer speak_dialects(std::vector<Dialect> dialects) {
  detail::Dialects shared;
  for (auto& each : dialects) shared.push_back(std::make_shared<const Dialect>(std::move(each)));
  return [shared](Handler inner) -> Handler {
    const auto translated =
        stack({detail::dialect_edge(shared), forward_headers({"authorization", "x-oaicompat-session", "traceparent",
                                                              "tracestate", "x-oaicompat-caller-span"})},
              detail::dialect_router(shared, call(inner), inner));
    return [shared, translated, inner = std::move(inner)](Request&& request) -> Answer {
      for (const auto& each : shared) {
        if (each->speaks && each->speaks(request)) return translated(std::move(request));
      }
      return inner(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
