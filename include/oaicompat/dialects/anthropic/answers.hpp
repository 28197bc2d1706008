// Whole answers of the Anthropic Messages API and of chat, each as the other.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/form.hpp>
#include <oaicompat/dialects/anthropic/said.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// The tool that a schema is asked for by, where a model takes no schemas.
inline constexpr std::string_view schema_tool = "json_tool_call";

// What an asker must know to read an answer.
struct AskedAnthropic {
  bool unwraps_schema = false;              // the answer comes as a call of `schema_tool`
  std::vector<std::string> custom_tools{};  // whose calls take text
  bool include_usage = true;                // of a stream
};

Usage usage_of(const AnthropicUsage& from);
AnthropicUsage usage_of(const Usage& from);
// The totals of a later event go in place of those before.
void update_usage(AnthropicUsage& usage, const AnthropicUsage& later);

// Why an answer ends. The word of the other side stands in the choice's extras as `native_finish_reason` where the
// neutral one does not tell it; the text at which it stopped as `stop_reason`.
void set_finish(OpenEnum<FinishReason>& reason, Extras& extra, const Maybe<Text>& stop_reason,
                const Maybe<Text>& stop_sequence, const Maybe<Json>& stop_details);
struct StopTold {
  Maybe<Text> reason{null};
  Maybe<Text> sequence{null};
  Maybe<Json> details{};
};
StopTold stop_of(const OpenEnum<FinishReason>& reason, const Extras& extra, bool calls, std::string_view refusal);
// The explanation of a refusal; empty where there is none.
std::string refusal_in(const Maybe<Json>& stop_details);

// A served answer. Of several choices the first counts.
AnthropicMessage message_of(const ChatCompletion& from, LossReport& losses);
// A called answer.
ChatCompletion completion_of(const AnthropicMessage& from, std::int64_t created, const AskedAnthropic& asked);

// Web pages that a chat answer quotes, as citations; and the citations that are such.
std::vector<Json> citations_of(const std::vector<Annotation>& annotations, std::string_view content);

// The other word for a tier.
Maybe<Text> anthropic_tier(const Maybe<OpenEnum<ServiceTier>>& tier);
void take_tier(Maybe<OpenEnum<ServiceTier>>& to, const Maybe<Text>& tier);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/answers.ipp>
#endif
