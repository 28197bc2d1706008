// How a translation tells what it lost, and what it hands on.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/http/request.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

// Tells the host and the access log.
inline void tell_losses(const Context& context, const LossReport& losses) {
  if (losses.empty()) return;
  if (context.losses) context.losses->add(losses);
  add_note(context, "loss", losses.header());
}

// Handlers see the fields of the request, as long as somebody keeps its context.
inline void show_fields(Request& request) {
  auto& seen = request.context.headers;
  seen = request.headers.empty() ? nullptr : std::make_shared<const Headers>(std::move(request.headers));
}

// The token of a field `Authorization: Bearer`; empty where it has none.
inline std::string_view bearer_in(std::string_view field) {
  constexpr std::string_view scheme = "bearer ";
  return iequals(field.substr(0, scheme.size()), scheme) ? field.substr(scheme.size()) : std::string_view{};
}

}  // namespace oaicompat::inline v1::detail
