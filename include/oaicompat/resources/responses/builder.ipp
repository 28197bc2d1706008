// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/responses/builder.hpp>
#include <oaicompat/resources/responses/input.hpp>

#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline std::vector<std::int64_t> bytes_of(const Maybe<std::vector<std::int64_t>>& given, std::string_view token) {
  if (given) return *given;
  std::vector<std::int64_t> out;
  for (const char each : token) out.push_back(static_cast<unsigned char>(each));
  return out;
}
inline std::vector<ResponseLogprob> to_response(const std::vector<TokenLogprob>& tokens) {
  std::vector<ResponseLogprob> out;
  for (const auto& token : tokens) {
    auto& made = out.emplace_back();
    made.token = token.token;
    made.logprob = token.logprob;
    made.bytes = bytes_of(token.bytes, token.token);
    made.top_logprobs.emplace();
    for (const auto& top : token.top_logprobs) {
      made.top_logprobs->push_back({top.token, top.logprob, bytes_of(top.bytes, top.token), {}});
    }
  }
  return out;
}
// As the events of a stream have them.
inline std::vector<ResponseLogprob> without_bytes(std::vector<ResponseLogprob> tokens) {
  for (auto& token : tokens) {
    token.bytes.reset();
    for (auto& top : *token.top_logprobs) top.bytes.reset();
  }
  return tokens;
}

inline PartDelta part_delta(ResponseEventType type) {
  PartDelta out;
  out.type = type;
  return out;
}

inline ResponseError to_response(const Error& error) {
  ResponseError out;
  const OpenEnum<ResponseErrorCode> code{std::string_view{error.code}};
  out.code = code.known() ? code : OpenEnum{ResponseErrorCode::server_error};
  if (error.status == 429) out.code = ResponseErrorCode::rate_limit_exceeded;
  out.message = Text{without_address(error).message};
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE ResponseBuilder::ResponseBuilder(ResponseBuilderOptions options)
    : options_{std::move(options)}, whole_{options_.begun} {
  if (!options_.id) options_.id = [](std::string_view prefix) { return random_id(prefix); };
}

// --- events --------------------------------------------------------------------------------------------------------

template <class Event>
void ResponseBuilder::put(Event&& event, Events& out) {
  event.sequence_number = number_++;
  if constexpr (requires { event.output_index; }) event.output_index = static_cast<std::int64_t>(whole_.output.size());
  if constexpr (requires { event.content_index; }) event.content_index = static_cast<std::int64_t>(parts_.size());
  if constexpr (requires { event.summary_index; }) event.summary_index = static_cast<std::int64_t>(parts_.size());
  if constexpr (requires { event.item_id; }) event.item_id = Text{item_id_};
  out.emplace_back(std::forward<Event>(event));
}
OAICOMPAT_INLINE void ResponseBuilder::put_state(ResponseEventType type, Events& out) {
  ResponseStateEvent event;
  event.type = type;
  event.response = whole_;
  put(std::move(event), out);
}
OAICOMPAT_INLINE void ResponseBuilder::put_item(ResponseEventType type, ResponseItem item, Events& out) {
  ItemEvent event;
  event.type = type;
  event.item = std::move(item);
  put(std::move(event), out);
}
OAICOMPAT_INLINE void ResponseBuilder::put_part(ResponseEventType type, Events& out) {
  const auto whole = part();
  if (const auto* summary = whole.get_if<SummaryTextPart>()) {
    SummaryPartEvent event;
    event.type = type == ResponseEventType::content_part_added ? ResponseEventType::reasoning_summary_part_added
                                                               : ResponseEventType::reasoning_summary_part_done;
    event.part = *summary;
    return put(std::move(event), out);
  }
  PartEvent event;
  event.type = type;
  event.part = whole;
  put(std::move(event), out);
}

// --- the response --------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void ResponseBuilder::begin(Events& out) {
  put_state(ResponseEventType::created, out);
  if (whole_.status == ResponseStatus::queued) put_state(ResponseEventType::queued, out);
}
OAICOMPAT_INLINE void ResponseBuilder::start(Events& out) {
  whole_.status = ResponseStatus::in_progress;
  put_state(ResponseEventType::in_progress, out);
}

OAICOMPAT_INLINE void ResponseBuilder::finish(std::int64_t now) {
  if (*finished_ == FinishReason::length || *finished_ == FinishReason::content_filter) {
    whole_.status = ResponseStatus::incomplete;
    whole_.incomplete_details.emplace().reason =
        *finished_ == FinishReason::length ? IncompleteReason::max_output_tokens : IncompleteReason::content_filter;
    return;
  }
  whole_.status = ResponseStatus::completed;
  whole_.completed_at = static_cast<double>(now);
}
OAICOMPAT_INLINE void ResponseBuilder::fail(const Error& error, Events& out) {
  close_item(ItemStatus::incomplete, out);
  whole_.status = ResponseStatus::failed;
  whole_.completed_at.set_null();
  whole_.incomplete_details.set_null();
  whole_.error = detail::to_response(error);
}
OAICOMPAT_INLINE void ResponseBuilder::cancel(Events& out) {
  close_item(ItemStatus::incomplete, out);
  whole_.status = ResponseStatus::cancelled;
  whole_.completed_at.set_null();
}
// There is no event for a response that was cancelled: it ends early.
OAICOMPAT_INLINE void ResponseBuilder::close(Events& out) {
  put_state(whole_.status == ResponseStatus::completed ? ResponseEventType::completed
            : whole_.status == ResponseStatus::failed  ? ResponseEventType::failed
                                                       : ResponseEventType::incomplete,
            out);
}

OAICOMPAT_INLINE Result<void> ResponseBuilder::enough(std::size_t more) {
  bytes_ += more;
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  return {};
}

// --- chunks --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<void> ResponseBuilder::add(const ChatChunk& chunk, Events& out) {
  if (chunk.usage) use(*chunk.usage);
  if (chunk.service_tier) whole_.service_tier = *chunk.service_tier;
  for (const auto& choice : chunk.choices) {
    if (detail::counted_index(choice.index) != 0 || finished_) continue;
    if (auto added = add_choice(choice, out); !added) return added;
    if (unreadable_) return *unreadable_;
  }
  return {};
}

OAICOMPAT_INLINE void ResponseBuilder::use(const Usage& usage) {
  auto& out = whole_.usage.emplace();
  out.input_tokens = usage.prompt_tokens;
  out.output_tokens = usage.completion_tokens;
  out.total_tokens = usage.total_tokens;
  if (const auto& details = usage.prompt_tokens_details) {
    out.input_tokens_details.cached_tokens = details->cached_tokens.value_or(0);
    out.input_tokens_details.cache_write_tokens = details->cache_write_tokens.value_or(0);
  }
  if (const auto& details = usage.completion_tokens_details) {
    out.output_tokens_details.reasoning_tokens = details->reasoning_tokens.value_or(0);
  }
}

OAICOMPAT_INLINE Result<void> ResponseBuilder::add_choice(const ChunkChoice& choice, Events& out) {
  const auto& delta = choice.delta;
  Result<void> added = Done{};
  const auto thought = reasoning_of(delta.extra).value_or("");
  const auto* details = delta.extra.find(ext::reasoning_details.name);
  if (details && details->elements().empty()) details = nullptr;
  // Beside a text that has begun it is the text's signature.
  const bool after_text = open_ == Open::message && thought.empty();
  if (!thought.empty() || (details && !after_text)) added = reason(thought, details, out);
  if (added && delta.content) {
    const bool told = choice.logprobs && choice.logprobs->content && !choice.logprobs->content->empty();
    const auto* logprobs = told ? &*choice.logprobs->content : nullptr;
    if (!delta.content->empty() || logprobs) added = say(*delta.content, logprobs, out);
  }
  if (added && delta.refusal && !delta.refusal->empty()) added = refuse(*delta.refusal, out);
  if (const auto* notes = delta.extra.find("annotations"); added && notes) added = note(*notes, out);
  if (added && details && after_text) added = reason({}, details, out);
  if (delta.tool_calls) {
    for (const auto& each : *delta.tool_calls) {
      if (added) added = call(each, out);
    }
  }
  if (!added || !detail::finishes(choice.finish_reason)) return added;
  finished_ = *choice.finish_reason;
  const bool early = *finished_ == FinishReason::length || *finished_ == FinishReason::content_filter;
  close_item(early ? ItemStatus::incomplete : ItemStatus::completed, out);
  return {};
}

template <class Delta>
Result<void> ResponseBuilder::grow_part(Delta event, std::string_view text, Events& out) {
  words_ += text;
  event.delta = Text{text};
  put(std::move(event), out);
  return enough(text.size());
}
OAICOMPAT_INLINE Result<void> ResponseBuilder::reason(std::string_view text, const Json* details, Events& out) {
  open(Open::reasoning, "rs_", out);
  if (details) {
    if (auto kept = enough(details_.add(*details)); !kept) return kept;
  }
  if (text.empty()) return {};
  if (options_.summarised_reasoning) {
    if (!in_part_) open_part(SummaryTextPart{}, out);
    return grow_part(SummaryDelta{}, text, out);
  }
  if (!in_part_) open_part(ReasoningTextPart{}, out);
  return grow_part(detail::part_delta(ResponseEventType::reasoning_text_delta), text, out);
}
OAICOMPAT_INLINE Result<void> ResponseBuilder::say(std::string_view text, const std::vector<TokenLogprob>* told,
                                                   Events& out) {
  open_text(out);
  words_ += text;
  auto bytes = text.size();
  TextDelta event;
  event.delta = Text{text};
  if (told) {
    auto logprobs = detail::to_response(*told);
    for (const auto& each : logprobs) bytes += 128 + each.top_logprobs->size() * 64;
    auto& all = part_.get_if<OutputTextPart>()->logprobs;
    all.insert(all.end(), logprobs.begin(), logprobs.end());
    event.logprobs = detail::without_bytes(std::move(logprobs));
  }
  put(std::move(event), out);
  return enough(bytes);
}
OAICOMPAT_INLINE Result<void> ResponseBuilder::refuse(std::string_view text, Events& out) {
  open(Open::message, "msg_", out);
  if (in_part_ && !part_.get_if<RefusalPart>()) close_part(out);
  if (!in_part_) open_part(RefusalPart{}, out);
  return grow_part(detail::part_delta(ResponseEventType::refusal_delta), text, out);
}

// The specification gives a message annotations but not its pieces: they come as an extra of these.
OAICOMPAT_INLINE Result<void> ResponseBuilder::note(const Json& annotations, Events& out) {
  const auto message = detail::read_member<AssistantMessage>("annotations", annotations);
  if (!message || !message->annotations) return {};
  for (const auto& each : *message->annotations) {
    if (const auto* page = each.get_if<UrlAnnotation>()) annotate(page->url_citation, out);
  }
  return enough(annotations.text.size());
}
OAICOMPAT_INLINE void ResponseBuilder::annotate(ResponseAnnotation annotation, Events& out) {
  open_text(out);
  auto& all = part_.get_if<OutputTextPart>()->annotations;
  AnnotationAdded event;
  event.annotation_index = static_cast<std::int64_t>(all.size());
  event.annotation = std::move(annotation);
  all.push_back(*event.annotation);
  put(std::move(event), out);
}
OAICOMPAT_INLINE void ResponseBuilder::open_text(Events& out) {
  open(Open::message, "msg_", out);
  if (in_part_ && !part_.get_if<OutputTextPart>()) close_part(out);
  if (!in_part_) open_part(OutputTextPart{}, out);
}

}  // namespace oaicompat::inline v1

#include <oaicompat/resources/responses/builder_calls.ipp>
#include <oaicompat/resources/responses/builder_items.ipp>
#include <oaicompat/resources/responses/builder_search.ipp>
