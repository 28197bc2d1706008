// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/otlp_json.hpp>
#include <oaicompat/gateway/request_parameters.hpp>
#include <oaicompat/json/any_json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

enum class ParameterKind : std::uint8_t { real, whole, word, words };
// A member of a body, and its attribute. A word may also be a member of an object: `id`, `effort`.
struct ParameterRow {
  std::string_view member, attribute;
  ParameterKind kind;
  std::string_view within{};
};
inline constexpr std::array parameter_table{
    ParameterRow{"temperature", "gen_ai.request.temperature", ParameterKind::real},
    ParameterRow{"top_p", "gen_ai.request.top_p", ParameterKind::real},
    ParameterRow{"top_k", "gen_ai.request.top_k", ParameterKind::real},
    ParameterRow{"frequency_penalty", "gen_ai.request.frequency_penalty", ParameterKind::real},
    ParameterRow{"presence_penalty", "gen_ai.request.presence_penalty", ParameterKind::real},
    ParameterRow{"max_tokens", "gen_ai.request.max_tokens", ParameterKind::whole},
    ParameterRow{"max_completion_tokens", "gen_ai.request.max_tokens", ParameterKind::whole},
    ParameterRow{"max_output_tokens", "gen_ai.request.max_tokens", ParameterKind::whole},
    ParameterRow{"seed", "gen_ai.request.seed", ParameterKind::whole},
    ParameterRow{"n", "gen_ai.request.choice.count", ParameterKind::whole},
    ParameterRow{"stop", "gen_ai.request.stop_sequences", ParameterKind::words},
    ParameterRow{"stop_sequences", "gen_ai.request.stop_sequences", ParameterKind::words},
    ParameterRow{"reasoning_effort", "gen_ai.request.reasoning.level", ParameterKind::word},
    ParameterRow{"reasoning", "gen_ai.request.reasoning.level", ParameterKind::word, "effort"},
    ParameterRow{"previous_response_id", "gen_ai.request.previous_response.id", ParameterKind::word},
    ParameterRow{"conversation", "gen_ai.conversation.id", ParameterKind::word, "id"}};

OAICOMPAT_INLINE void keep_parameters(RequestDetails& to, std::string_view body) {
  constexpr std::size_t longest = 1024;
  for (MemberScan scan{body}; scan.next();) {
    const auto known = [&](const ParameterRow& row) { return row.member == scan.key(); };
    const auto value = scan.value();
    if (value == "null" || value.size() > longest || to.parameters.size() == parameter_table.size()) continue;
    if (std::none_of(parameter_table.begin(), parameter_table.end(), known)) continue;
    to.parameters.emplace_back(scan.key(), value);
  }
}

inline std::vector<std::string> parameter_words(const Json& value, const Redaction& redaction) {
  std::vector<std::string> out;
  const auto add = [&](const Json& each) {
    if (const auto text = each.as_string()) out.push_back(redaction.redact(std::string_view{*text}));
  };
  add(value);
  for (const auto& each : value.elements()) add(each);
  return out;
}

inline void put_parameter(OtlpAttributes& out, const ParameterRow& row, const Json& value, const Redaction& redaction) {
  const auto put_word = [&](const std::optional<std::string>& word) {
    if (word) out.text_if(row.attribute, redaction.redact(std::string_view{*word}));
  };
  switch (row.kind) {
    case ParameterKind::real:
      if (const auto number = value.as_number()) out.real(row.attribute, *number);
      return;
    case ParameterKind::whole:
      if (const auto number = value.as_integer()) out.number(row.attribute, *number);
      return;
    case ParameterKind::word:
      if (const auto inner = row.within.empty() ? std::nullopt : value.find(row.within))
        return put_word(inner->as_string());
      return put_word(value.as_string());
    case ParameterKind::words:
      if (const auto words = parameter_words(value, redaction); !words.empty()) out.texts(row.attribute, words);
      return;
  }
}

OAICOMPAT_INLINE void put_parameters(OtlpAttributes& out, const RequestDetails& details, const Redaction& redaction) {
  std::vector<std::string_view> told;  // of names for one thing the first counts
  for (const auto& row : parameter_table) {
    const auto is_named = [&](const auto& each) { return each.first == row.member; };
    const auto at = std::find_if(details.parameters.begin(), details.parameters.end(), is_named);
    if (at == details.parameters.end() || std::find(told.begin(), told.end(), row.attribute) != told.end()) continue;
    const auto value = Json::checked(at->second);
    if (!value) continue;
    put_parameter(out, row, *value, redaction);
    told.push_back(row.attribute);
  }
  const bool named = std::find(told.begin(), told.end(), "gen_ai.conversation.id") != told.end();
  if (!named) out.text_if("gen_ai.conversation.id", redaction.redact(std::string_view{details.session}));
}

}  // namespace oaicompat::inline v1::detail
