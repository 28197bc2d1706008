// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/counts.hpp>
#include <oaicompat/dialects/anthropic/answers.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

// --- usage ---------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Usage usage_of(const AnthropicUsage& from) {
  Usage out;
  const auto read = from.cache_read_input_tokens.value_or(0), made = from.cache_creation_input_tokens.value_or(0);
  out.prompt_tokens = sum_of(from.input_tokens.value_or(0), sum_of(read, made));
  out.completion_tokens = from.output_tokens.value_or(0);
  out.total_tokens = sum_of(out.prompt_tokens, out.completion_tokens);
  if (from.cache_read_input_tokens || from.cache_creation_input_tokens) {
    auto& details = out.prompt_tokens_details.emplace();
    if (from.cache_read_input_tokens) details.cached_tokens = read;
    if (from.cache_creation_input_tokens) details.cache_write_tokens = made;
  }
  if (from.output_tokens_details) {
    if (const auto thought = from.output_tokens_details->at("thinking_tokens").as_integer())
      out.completion_tokens_details.emplace().reasoning_tokens = *thought;
  }
  return out;
}
OAICOMPAT_INLINE AnthropicUsage usage_of(const Usage& from) {
  AnthropicUsage out;
  auto input = from.prompt_tokens;
  if (const auto& details = from.prompt_tokens_details) {
    if (details->cache_write_tokens) {
      out.cache_creation_input_tokens = *details->cache_write_tokens;
      input = sum_of(input, -std::max<std::int64_t>(*details->cache_write_tokens, 0));
    }
    if (details->cached_tokens) {
      out.cache_read_input_tokens = *details->cached_tokens;
      input = sum_of(input, -std::max<std::int64_t>(*details->cached_tokens, 0));
    }
  }
  out.input_tokens = std::max<std::int64_t>(input, 0);
  out.output_tokens = from.completion_tokens;
  if (const auto& details = from.completion_tokens_details; details && details->reasoning_tokens)
    out.output_tokens_details = JsonObjectText{}.number("thinking_tokens", *details->reasoning_tokens).take();
  return out;
}
OAICOMPAT_INLINE void update_usage(AnthropicUsage& usage, const AnthropicUsage& later) {
  const auto take = [](auto& to, const auto& from) {
    if (from) to = from;
  };
  take(usage.input_tokens, later.input_tokens);
  take(usage.cache_creation_input_tokens, later.cache_creation_input_tokens);
  take(usage.cache_read_input_tokens, later.cache_read_input_tokens);
  take(usage.output_tokens, later.output_tokens);
  take(usage.output_tokens_details, later.output_tokens_details);
  take(usage.service_tier, later.service_tier);
  for (const auto& each : later.extra) {
    if (each.read_as == 0) usage.extra.set(each.key, each.json);
  }
}

// --- why it ends ---------------------------------------------------------------------------------------------------

inline FinishReason neutral_finish(std::string_view word) {
  if (word == "max_tokens" || word == "model_context_window_exceeded") return FinishReason::length;
  if (word == "tool_use") return FinishReason::tool_calls;
  if (word == "refusal") return FinishReason::content_filter;
  return FinishReason::stop;
}
inline bool is_plain_stop(std::string_view word) {
  return word == "end_turn" || word == "max_tokens" || word == "tool_use" || word == "refusal" ||
         word == "stop_sequence";
}

OAICOMPAT_INLINE void set_finish(OpenEnum<FinishReason>& reason, Extras& extra, const Maybe<Text>& stop_reason,
                                 const Maybe<Text>& stop_sequence, const Maybe<Json>& stop_details) {
  const auto word = stop_reason ? stop_reason->view() : std::string_view{"end_turn"};
  reason = neutral_finish(word);
  if (!is_plain_stop(word)) extra.set("native_finish_reason", Json::string(word));
  if (stop_sequence) extra.set(ext::stop_reason, Json::string(*stop_sequence));
  if (stop_details && stop_details->is_object()) extra.set("stop_details", *stop_details);
}
OAICOMPAT_INLINE std::string refusal_in(const Maybe<Json>& stop_details) {
  return stop_details ? stop_details->at("explanation").as_string().value_or("") : std::string{};
}
OAICOMPAT_INLINE StopTold stop_of(const OpenEnum<FinishReason>& reason, const Extras& extra, bool calls,
                                  std::string_view refusal) {
  StopTold out;
  const auto native = extra.get(ExtraKey<std::string>{"native_finish_reason"});
  const auto* matched = extra.find(ext::stop_reason.name);
  const auto text = matched ? matched->as_string() : std::nullopt;
  const bool ours =
      native && !is_plain_stop(*native) && *native != "stop" && *native != "length" &&
      (*native == "pause_turn" || *native == "model_context_window_exceeded" || *native == "compaction") &&
      OpenEnum<FinishReason>{neutral_finish(*native)} == reason;
  if (const auto* details = extra.find("stop_details")) out.details = *details;
  if (reason == FinishReason::content_filter || (!refusal.empty() && !calls)) {
    out.reason = Text::literal("refusal");
    if (!out.details) {
      JsonObjectText json;
      json.add("type", "refusal").raw("category", "null");
      refusal.empty() ? json.raw("explanation", "null") : json.add("explanation", refusal);
      out.details = json.take();
    }
  } else if (ours) {
    out.reason = Text{*native};
  } else if (reason == FinishReason::length) {
    out.reason = Text::literal("max_tokens");
  } else if (calls) {
    out.reason = Text::literal("tool_use");
  } else if (text && reason == FinishReason::stop) {
    out.reason = Text::literal("stop_sequence");
    out.sequence = Text{*text};
  } else {
    out.reason = Text::literal("end_turn");
  }
  return out;
}

// --- citations -----------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE std::vector<Json> citations_of(const std::vector<Annotation>& annotations, std::string_view content) {
  std::vector<Json> out;
  for (const auto& each : annotations) {
    const auto* page = each.get_if<UrlAnnotation>();
    if (!page) continue;
    const auto& cited = page->url_citation;
    std::string_view quoted;  // the places count characters: of plain text they are bytes
    const bool plain =
        std::all_of(content.begin(), content.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
    const auto size = static_cast<std::int64_t>(content.size());
    if (plain && cited.start_index >= 0 && cited.start_index < cited.end_index && cited.end_index <= size)
      quoted = content.substr(static_cast<std::size_t>(cited.start_index),
                              static_cast<std::size_t>(cited.end_index - cited.start_index));
    JsonObjectText json;
    json.add("type", "web_search_result_location").add("cited_text", quoted).add("encrypted_index", "");
    out.push_back(json.add("title", cited.title).add("url", cited.url).take());
  }
  return out;
}

// --- whole answers -------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Maybe<Text> anthropic_tier(const Maybe<OpenEnum<ServiceTier>>& tier) {
  if (!tier) return {};
  if (*tier == ServiceTier::default_) return Text::literal("standard");
  return Text{tier->word()};
}
OAICOMPAT_INLINE void take_tier(Maybe<OpenEnum<ServiceTier>>& to, const Maybe<Text>& tier) {
  if (!tier) return;
  to = *tier == "standard" ? OpenEnum<ServiceTier>{ServiceTier::default_} : OpenEnum<ServiceTier>{*tier};
}

// Arguments that are no JSON object, as a model may write them: they are kept under a name.
inline std::vector<ToolCall> with_objects(std::vector<ToolCall> calls, LossReport& losses) {
  for (auto& call : calls) {
    if (!call.function || call_input_of(call.function->arguments)) continue;
    losses.add("content", LossKind::approximated, "the arguments of a call are no JSON object");
    call.function->arguments = JsonObjectText{}.add("arguments", call.function->arguments).take().text;
  }
  return calls;
}

OAICOMPAT_INLINE AnthropicMessage message_of(const ChatCompletion& from, LossReport& losses) {
  AnthropicMessage out;
  out.id = message_id(from.id);
  out.model = from.model;
  if (from.usage) out.usage = usage_of(*from.usage);
  if (!from.usage) out.usage.input_tokens = out.usage.output_tokens = 0;
  out.usage.service_tier = anthropic_tier(from.service_tier);
  take_foreign(from.extra, out);
  if (from.choices.empty()) {
    out.stop_reason = Text::literal("end_turn");
    return say_always(out), out;
  }
  const auto& choice = from.choices.front();
  const auto& message = choice.message;
  if (message.audio) losses.add("content", LossKind::dropped, "answers have no audio");
  const auto calls = with_objects(message.tool_calls.value_or(std::vector<ToolCall>{}), losses);
  std::optional<std::string> words;
  if (message.content) words = message.content->str();
  const std::string path = "content";
  if (auto blocks = blocks_of({words, &calls, message.extra}, Unsigned::kept, path, losses))
    out.content = *std::move(blocks);
  if (message.annotations && words && !message.extra.find(blocks_member)) {
    JsonArrayText cites;
    for (const auto& each : citations_of(*message.annotations, *words)) cites.add(each.view());
    for (auto& block : out.content) {
      if (auto* text = block.get_if<AnthropicText>(); text && !cites.empty()) text->citations = cites.take();
    }
  }
  auto stop = stop_of(choice.finish_reason, choice.extra, !calls.empty(),
                      message.refusal ? message.refusal->view() : std::string_view{});
  out.stop_reason = std::move(stop.reason);
  out.stop_sequence = std::move(stop.sequence);
  out.stop_details = std::move(stop.details);
  say_always(out);
  return out;
}

inline void unwrap_custom(std::vector<ToolCall>& calls, const AskedAnthropic& asked) {
  for (auto& call : calls) {
    const auto& names = asked.custom_tools;
    if (!call.function || std::find(names.begin(), names.end(), call.function->name.view()) == names.end()) continue;
    const auto input = Json{call.function->arguments}.at("input").as_string();
    call.custom = CustomCall{call.function->name, input ? Text{*input} : call.function->arguments, {}};
    call.function.reset();
    call.type = ToolType::custom;
  }
}
// The answer that came as a call.
inline bool unwrap_schema(Said& said) {
  const auto is_answer = [](const ToolCall& call) { return call.function && call.function->name == schema_tool; };
  const auto found = std::find_if(said.calls.begin(), said.calls.end(), is_answer);
  if (found == said.calls.end()) return false;
  said.content = found->function->arguments;
  said.calls.erase(found);
  said.extra.remove(blocks_member);
  return true;
}
// Pages that text blocks cite, as annotations of the whole text.
inline std::optional<std::vector<Annotation>> annotations_of(const std::vector<AnthropicBlock>& blocks) {
  std::vector<Annotation> out;
  std::int64_t at = 0;
  for (const auto& block : blocks) {
    const auto* text = block.get_if<AnthropicText>();
    if (!text) continue;
    std::int64_t characters = 0;
    for (const char c : text->text.view()) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    if (text->citations) {
      for (const auto& cited : text->citations->elements()) {
        const auto url = cited.at("url").as_string();
        if (!url || cited.at("type").as_string() != "web_search_result_location") continue;
        UrlAnnotation made;
        made.url_citation.url = Text{*url};
        made.url_citation.title = Text{cited.at("title").as_string().value_or("")};
        made.url_citation.start_index = at;
        made.url_citation.end_index = at + characters;
        out.emplace_back(std::move(made));
      }
    }
    at += characters;
  }
  if (out.empty()) return std::nullopt;
  return out;
}

OAICOMPAT_INLINE ChatCompletion completion_of(const AnthropicMessage& from, std::int64_t created,
                                              const AskedAnthropic& asked) {
  ChatCompletion out;
  out.id = chat_id(from.id);
  out.created = created;
  out.model = from.model;
  out.usage = usage_of(from.usage);
  take_tier(out.service_tier, from.usage.service_tier);
  if (auto foreign = foreign_members(from.extra, {.extra = from.usage.extra}); !foreign.is_null())
    out.extra.set(ext::extra_content, foreign);
  auto said = said_of(from.content);
  for (auto& call : said.calls) call.extra = without_direct_caller(std::move(call.extra));
  auto& choice = out.choices.emplace_back();
  choice.logprobs.set_null();
  set_finish(choice.finish_reason, choice.extra, from.stop_reason, from.stop_sequence, from.stop_details);
  if (asked.unwraps_schema && unwrap_schema(said) && choice.finish_reason == FinishReason::tool_calls &&
      said.calls.empty())
    choice.finish_reason = FinishReason::stop;
  unwrap_custom(said.calls, asked);
  auto& message = choice.message;
  message.content = std::move(said.content);
  message.refusal.set_null();
  message.annotations = annotations_of(from.content);
  if (auto refusal = refusal_in(from.stop_details); !refusal.empty()) message.refusal = Text{refusal};
  if (!said.calls.empty()) message.tool_calls = std::move(said.calls);
  message.extra = std::move(said.extra);
  return out;
}

}  // namespace oaicompat::inline v1::detail
