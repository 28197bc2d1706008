// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/model_lists.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/http/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace oaicompat::inline v1::detail {

// What the API says of every model, null where it has nothing to say.
inline constexpr std::array model_members{"lifecycle",  "line",          "max_input_tokens", "max_tokens",
                                          "retires_at", "deprecated_at", "capabilities"};

OAICOMPAT_INLINE AnthropicModel anthropic_model(const Model& model) {
  AnthropicModel out;
  out.id = model.id;
  const auto name = model.extra.get(ExtraKey<std::string>{"display_name"});
  out.display_name = name ? Text{*name} : model.id;
  out.created_at = Text{rfc3339(model.created)};
  for (const auto* member : model_members) {
    if (const auto* json = model.extra.find(member)) out.extra.set(member, *json);
  }
  if (const auto* longest = model.extra.find("max_model_len"); longest && !out.extra.find("max_input_tokens"))
    out.extra.set("max_input_tokens", *longest);
  if (!out.extra.find("lifecycle")) out.extra.set("lifecycle", Json::string("active"));
  for (const auto* member : model_members) {
    if (!out.extra.find(member)) out.extra.set(member, Json{});
  }
  return out;
}
OAICOMPAT_INLINE Model model_of(const AnthropicModel& model) {
  Model out;
  out.id = model.id;
  out.created = unix_seconds(model.created_at);
  out.owned_by = Text::literal("anthropic");
  if (!(model.display_name == model.id)) out.extra.set("display_name", Json::string(model.display_name));
  for (const auto& each : model.extra) {
    if (each.read_as == 0 && !each.json.is_null()) out.extra.set(each.key, each.json);
  }
  return out;
}

OAICOMPAT_INLINE AnthropicModelList page_of(const ModelList& list, std::string_view query) {
  std::size_t limit = 20, from = 0, to = list.data.size();
  const auto place_of = [&](const std::string& id) {
    const auto found =
        std::find_if(list.data.begin(), list.data.end(), [&](const Model& each) { return each.id == id; });
    return static_cast<std::size_t>(found - list.data.begin());
  };
  bool backwards = false;
  for (const auto& [name, value] : query_members(query)) {
    if (name == "limit") {
      std::size_t asked = 0;
      std::from_chars(value.data(), value.data() + value.size(), asked);
      limit = std::clamp<std::size_t>(asked, 1, 1000);
    }
    if (name == "after_id") from = std::min(place_of(value) + 1, list.data.size());
    if (name == "before_id") {
      to = place_of(value);
      backwards = true;
    }
  }
  AnthropicModelList out;
  from = std::min(from, to);
  out.has_more = to - from > limit;
  if (out.has_more) backwards ? void(from = to - limit) : void(to = from + limit);
  for (auto i = from; i < to; ++i) out.data.push_back(anthropic_model(list.data[i]));
  if (!out.data.empty()) {
    out.first_id = out.data.front().id;
    out.last_id = out.data.back().id;
  }
  return out;
}

// A time as OpenAI tells it (`1s`, `6m0s`, `120ms`), in whole seconds, rounded up; -1 where it is none.
inline std::int64_t seconds_in(std::string_view text) {
  double total = 0;
  while (!text.empty()) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || !(number >= 0 && number < 1e9)) return -1;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit = text.substr(0, text.find_first_of("0123456789."));
    text.remove_prefix(unit.size());
    const double factor = unit == "ms"                  ? 0.001
                          : unit == "s" || unit.empty() ? 1
                          : unit == "m"                 ? 60
                          : unit == "h"                 ? 3600
                          : unit == "d"                 ? 86400
                                                        : -1;
    if (factor < 0) return -1;
    total += number * factor;
  }
  return static_cast<std::int64_t>(total + 0.999);
}

OAICOMPAT_INLINE void add_anthropic_limits(Headers& headers) {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  for (const auto* what : {"requests", "tokens"}) {
    for (const auto* which : {"limit", "remaining", "reset"}) {
      const auto* value = headers.find(fmt::format("x-ratelimit-{}-{}", which, what));
      const auto name = fmt::format("anthropic-ratelimit-{}-{}", what, which);
      if (!value || headers.has(name)) continue;
      auto told = *value;
      if (std::string_view{which} == "reset") {
        const auto seconds = seconds_in(told);
        if (seconds < 0) continue;
        told = rfc3339(now + seconds);
      }
      headers.set(name, std::move(told));
    }
  }
}

}  // namespace oaicompat::inline v1::detail
