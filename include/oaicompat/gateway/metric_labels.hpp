// What metrics call operations and models, so that callers cannot make up labels. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// The bounds of durations, in seconds.
inline constexpr auto& gateway_seconds = TokenGaps::bounds;

/// A path as an operation.
inline std::string_view operation_label(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> known{{{"/v1/chat/completions", "chat"},
                                                                                {"/v1/responses", "responses"},
                                                                                {"/v1/completions", "text_completion"},
                                                                                {"/v1/embeddings", "embeddings"},
                                                                                {"/v1/messages", "messages"},
                                                                                {"/v1/models", "models"},
                                                                                {"/v1/moderations", "moderations"}}};
  const auto at = std::find_if(known.begin(), known.end(), [&](auto& each) { return each.first == path; });
  return at == known.end() ? "other" : at->second;
}

/// The name that the rules have for a model.
inline std::string_view model_label(const RequestReport& report) {
  if (!report.rules || report.model_asked.empty()) return report.model_asked.empty() ? "" : "other";
  for (const auto& target : report.rules->targets) {
    for (const auto& [asked, own] : target.models) {
      if (asked == report.model_asked) return asked;
      if (own == report.model_asked) return own;
    }
  }
  for (const auto& route : report.rules->routes) {
    if (route.match.model == report.model_asked) return route.match.model;
  }
  for (const auto& route : report.rules->routes) {
    if (route.name == report.route && !route.match.model.empty()) return route.match.model;
  }
  return "other";
}

}  // namespace oaicompat::inline v1::detail
