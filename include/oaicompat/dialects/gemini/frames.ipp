// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/answer.hpp>
#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/frames.hpp>
#include <oaicompat/dialects/gemini/grounding.hpp>
#include <oaicompat/dialects/gemini/members.hpp>
#include <oaicompat/dialects/gemini/parts.hpp>
#include <oaicompat/dialects/gemini/thoughts.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/sse/event.hpp>

#include <utility>

namespace oaicompat::inline v1::detail::gemini {

OAICOMPAT_INLINE Frames::Frames(Sent sent, std::string model, Thoughts thoughts, ClockPtr clock)
    : sent_{sent}, model_{std::move(model)}, thoughts_{thoughts}, clock_{std::move(clock)} {}

OAICOMPAT_INLINE std::string Frames::content_type() const {
  return sent_ == Sent::events ? std::string{sse_content_type} : "application/json";
}

// --- parts ---------------------------------------------------------------------------------------------------------

inline void add_part(std::string& parts, std::string_view part) {
  if (!parts.empty()) parts += ',';
  parts += part;
}
inline void add_text_part(std::string& parts, std::string_view text, bool thought, std::string_view signature,
                          const Json* more = nullptr) {
  Bytes out;
  ObjectText object{out};
  object.text("text", text);
  if (thought) object.flag("thought", true);
  if (!signature.empty()) object.text("thoughtSignature", signature);
  if (more) put_more(object, *more);
  object.close();
  add_part(parts, out);
}
inline void put_extras(ObjectText& object, const Extras& extra) {
  Extras kept;
  keep_more(kept, more_member, extra);
  if (const auto* more = kept.find(more_member)) put_more(object, *more);
}
inline Bytes call_part(const ToolCall& call) {
  Bytes out;
  if (!call.function) return out;
  ObjectText object{out};
  object.name("functionCall");
  ObjectText function{out};
  const auto id = plain_id(call.id);
  if (!id.empty()) function.text("id", id);
  function.text("name", call.function->name).name("args");
  // A model may write what is no object; it is handed on as a text in one.
  if (const auto arguments = object_in(call.function->arguments)) {
    out += arguments->view();
  } else if (call.function->arguments.empty()) {
    out += "{}";
  } else {
    ObjectText wrapping{out};
    wrapping.text("arguments", call.function->arguments).close();
  }
  put_extras(function, call.function->extra);
  function.close();
  if (const auto signature = signature_of(call.extra, call.id)) object.text("thoughtSignature", *signature);
  if (const auto* more = call.extra.find(more_member)) put_more(object, *more);
  object.close();
  return out;
}
inline void add_other_parts(std::string& parts, const Extras& extra) {
  const auto* others = extra.find(other_parts);
  if (!others) return;
  for (const auto& each : others->elements()) {
    if (const auto part = each.find("part"); part && part->is_object()) add_part(parts, part->view());
  }
}

// Thoughts, then text; a signature of the text stands in its part. Where the details hold the thoughts, they come part
// by part; else their signatures come in parts of their own.
OAICOMPAT_INLINE std::string Frames::parts_of(const Extras& extra, std::string_view content) const {
  std::string parts, sealed;
  const auto* more = extra.find(more_member);
  if (!extra.empty()) {
    const auto reasoning = reasoning_of(extra).value_or("");
    const auto details = details_of(extra);
    std::string in_details;
    for (const auto& each : details) in_details += each.is_text ? each.text : std::string{};
    const bool apart = in_details != reasoning;
    if (thoughts_ == Thoughts::shown && apart && !reasoning.empty()) add_text_part(parts, reasoning, true, {}, more);
    for (const auto& each : details) {
      if (each.is_ours && !each.is_text) {
        sealed = each.signature;
      } else if (thoughts_ == Thoughts::shown) {
        const bool is_signed = !each.signature.empty() || !each.is_text;
        const auto text = apart ? std::string_view{} : std::string_view{each.text};
        if (is_signed || !text.empty()) add_text_part(parts, text, true, is_signed ? wrapped(each) : std::string{});
      }
    }
  }
  if (!content.empty() || !sealed.empty()) add_text_part(parts, content, false, sealed, more);
  return parts;
}

// --- around them ---------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void Frames::put_facts(Bytes& out, std::string_view id, std::string_view model,
                                        std::int64_t created) const {
  out += ",\"modelVersion\":";
  write_quoted(out, model.empty() ? std::string_view{model_} : model);
  if (!id.empty()) {
    out += ",\"responseId\":";
    write_quoted(out, id);
  }
  out += ",\"createTime\":\"" + rfc3339(created == 0 ? clock_->unix_time() : created) + '"';
}
OAICOMPAT_INLINE void Frames::begin(Bytes& out) {
  if (facts_.empty()) put_facts(facts_, id_, answered_by_, created_);
  const bool first = std::exchange(first_, false);
  if (sent_ == Sent::events) out += "data: ";
  if (sent_ == Sent::array) out += first ? "[" : ",\r\n";
}
OAICOMPAT_INLINE void Frames::close(Bytes& out) const {
  if (sent_ == Sent::events) out += "\r\n\r\n";
}

OAICOMPAT_INLINE void Frames::put_candidate(Bytes& out, std::int64_t index, const std::string& parts,
                                            const Choice* ended, const Logprobs* logprobs) {
  ObjectText object{out};
  if (!parts.empty() || !ended) {
    object.name("content");
    ObjectText content{out};
    content.raw("parts", "[" + parts + "]").text("role", "model").close();
  }
  if (ended) {
    const auto native = ended->extra.get(ExtraKey<std::string>{native_reason});
    object.text("finishReason", native ? *native : finish_word(*ended->finish));
    if (const auto message = ended->extra.get(ExtraKey<std::string>{"finish_message"}))
      object.text("finishMessage", *message);
    const auto* pages = ended->extra.find(grounding_member);
    const auto made = pages ? std::string{} : grounding_of(Json{Text{ended->annotations}}, ended->text);
    if (pages || !made.empty()) object.raw("groundingMetadata", pages ? pages->view() : std::string_view{made});
    for (const auto name : carried_candidate) {
      if (const auto* kept = ended->extra.find(name)) object.raw(name, kept->view());
    }
    if (const auto* more = ended->extra.find(candidate_members)) put_more(object, *more);
  }
  object.number("index", index);
  if (logprobs) object.raw("logprobsResult", logprobs_json(*logprobs).view());
  object.close();
}

// What is said of a prompt whose answer was filtered before it began.
OAICOMPAT_INLINE Bytes Frames::feedback(const Choice& choice) const {
  if (const auto* given = choice.extra.find(feedback_member)) return Bytes{given->view()};
  const bool filtered = choice.finish && *choice.finish == FinishReason::content_filter;
  return filtered && !choice.speaks && !choice.extra.find(native_reason) ? Bytes{R"({"blockReason":"SAFETY"})"}
                                                                         : Bytes{};
}

// --- a stream ------------------------------------------------------------------------------------------------------

// What was counted, as the provider said it where that is still so.
inline std::string counted(const Usage& usage, const Json& google) {
  const auto told = google.at("usageMetadata");
  const auto read =
      parse_owned<GeminiResponse>(R"({"usageMetadata":)" + std::string{told.is_object() ? told.view() : "{}"} + "}");
  const bool holds = read && read->usage_metadata && usage_of(*read->usage_metadata) == usage;
  return holds ? told.text.str() : usage_json(usage).text.str();
}
// Facts of the answer that a chat has no members for.
inline void put_google(Bytes& out, const Json& google) {
  for (const auto& [key, value] : google.members()) {
    if (key == "usageMetadata") continue;
    write_quoted(out += ',', key);
    (out += ':') += value.view();
  }
}
inline Json google_of(const Extras& extra) {
  const auto* content = extra.find(ext::extra_content.name);
  return content ? content->at("google") : Json{};
}

// Calls that are whole stand before what is said next.
OAICOMPAT_INLINE void Frames::tell_calls(std::int64_t index, Choice& choice, Bytes& out) {
  const auto gathered = has_calls_ ? calls_.so_far() : std::nullopt;
  std::string parts;
  for (std::size_t i = 0; gathered && i < gathered->choices.size(); ++i) {
    const auto& message = gathered->choices[i].message;
    if (gathered->choices[i].index != index || !message.tool_calls) continue;
    for (auto& told = choice.calls_told; told < message.tool_calls->size(); ++told) {
      const auto& call = (*message.tool_calls)[told];
      if (!call.function || !object_in(call.function->arguments)) break;
      add_part(parts, call_part(call));
    }
  }
  if (parts.empty()) return;
  begin(out);
  out += "{\"candidates\":[";
  put_candidate(out, index, parts, nullptr, nullptr);
  out += ']' + facts_ + '}';
  close(out);
}

// What most events are.
OAICOMPAT_INLINE void Frames::put_text(Bytes& out, std::string_view text) {
  begin(out);
  out += R"({"candidates":[{"content":{"parts":[{"text":)";
  write_quoted(out, text);
  out += R"(}],"role":"model"},"index":0}])";
  out += facts_;
  out += '}';
  close(out);
}

// Calls wait for the end.
OAICOMPAT_INLINE void Frames::keep(const ChatChunk& chunk, const ChunkChoice& choice) {
  ChatChunk kept;
  kept.id = chunk.id;
  auto& to = kept.choices.emplace_back();
  to.index = choice.index;
  to.delta.tool_calls = choice.delta.tool_calls;
  has_calls_ = true;
  if (auto added = calls_.add(kept); !added && !broken_) broken_ = added.error();
}

OAICOMPAT_INLINE void Frames::add(const ChatChunk& chunk, Bytes& out) {
  if (chunk.usage) usage_ = *chunk.usage;
  if (auto google = google_of(chunk.extra); google.is_object()) google_ = std::move(google);
  if (id_.empty()) id_ = chunk.id.str();
  if (answered_by_.empty()) answered_by_ = chunk.model.str();
  if (created_ == 0) created_ = chunk.created;
  for (const auto& choice : chunk.choices) {
    const auto& delta = choice.delta;
    const bool ends = choice.finish_reason.has_value();
    const std::string_view content = delta.content ? delta.content->view() : std::string_view{};
    if (has_calls_ && !delta.tool_calls && (!content.empty() || !delta.extra.empty()))
      tell_calls(choice.index, choices_[choice.index], out);
    if (!ends && choice.index == 0 && !content.empty() && delta.extra.empty() && !delta.tool_calls &&
        !choice.logprobs && !delta.refusal) {
      auto& kept = choices_[0];
      kept.speaks = true;
      kept.text += content;
      put_text(out, content);
      continue;
    }
    auto& kept = choices_[choice.index];
    if (choices_.size() > static_cast<std::size_t>(AccumulateOptions{}.max_choices) && !broken_)
      broken_ = api_error(502, "The answer has too many choices.", "unreadable_answer");
    if (broken_) return;
    if (delta.tool_calls) keep(chunk, choice);
    if (ends) kept.finish = *choice.finish_reason;
    for (const auto& each : choice.extra) kept.extra.set(each.key, each.json);
    kept.text += content;
    if (const auto* notes = delta.extra.find("annotations")) kept.annotations = std::string{notes->view()};
    auto parts = parts_of(delta.extra, content);
    if (delta.refusal && !delta.refusal->empty() && !choice.extra.find(feedback_member)) {
      lost.add("choices[0].message.refusal", LossKind::approximated, "it stands in the text");
      add_text_part(parts, *delta.refusal, false, {});
    }
    add_other_parts(parts, delta.extra);
    kept.speaks = kept.speaks || !parts.empty() || delta.tool_calls;
    if (parts.empty() && !choice.logprobs) continue;
    if (parts.empty()) add_text_part(parts, {}, false, {});
    begin(out);
    out += "{\"candidates\":[";
    put_candidate(out, choice.index, parts, nullptr, choice.logprobs ? &*choice.logprobs : nullptr);
    out += ']' + facts_ + '}';
    close(out);
  }
}

OAICOMPAT_INLINE std::optional<Error> Frames::end(Bytes& out) {
  if (broken_) return broken_;
  const auto cut = local_error(ErrorKind::protocol, "The answer ended without a finish reason.", "stream_cut_off");
  if (choices_.empty()) return cut;
  const auto gathered = has_calls_ ? calls_.so_far() : std::nullopt;
  Bytes candidates;
  for (const auto& [index, choice] : choices_) {
    if (!choice.finish) return cut;
    std::string parts;
    for (std::size_t i = 0; gathered && i < gathered->choices.size(); ++i) {
      const auto& made = gathered->choices[i];
      if (made.index != index || !made.message.tool_calls) continue;
      const auto& calls = *made.message.tool_calls;
      for (auto k = choice.calls_told; k < calls.size(); ++k) add_part(parts, call_part(calls[k]));
    }
    // Clients forget a streamed turn of which one piece has no part.
    if (parts.empty()) add_text_part(parts, {}, false, {});
    if (!candidates.empty()) candidates += ',';
    put_candidate(candidates, index, parts, &choice, nullptr);
  }
  begin(out);
  const auto blocked = choices_.size() == 1 ? feedback(choices_.begin()->second) : Bytes{};
  out += blocked.empty() ? "{\"candidates\":[" + candidates + ']' : "{\"promptFeedback\":" + blocked;
  if (usage_) out += ",\"usageMetadata\":" + counted(*usage_, google_);
  out += facts_;
  put_google(out, google_);
  out += '}';
  close(out);
  if (sent_ == Sent::array) out += "]";
  return std::nullopt;
}

OAICOMPAT_INLINE void Frames::fail(const Error& error, Bytes& out) {
  begin(out);
  out += error_json(error);
  close(out);
  if (sent_ == Sent::array) out += "]";
}

// --- a whole answer ------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Bytes Frames::whole(const ChatCompletion& answer) {
  Bytes out, blocked;
  for (const auto& choice : answer.choices) {
    const auto& message = choice.message;
    Choice ended;
    ended.finish = choice.finish_reason;
    ended.extra = choice.extra;
    if (message.content) ended.text = message.content->str();
    for (std::size_t i = 0; message.annotations && i < message.annotations->size(); ++i)
      ended.annotations += (i == 0 ? "[" : ",") + to_json((*message.annotations)[i]);
    if (!ended.annotations.empty()) ended.annotations += ']';
    Spoken spoken{.content = ended.text, .extra = message.extra};
    std::string refusal;
    if (message.refusal && !message.refusal->empty() && !choice.extra.find(feedback_member)) {
      lost.add("choices[0].message.refusal", LossKind::approximated, "it stands in the text");
      refusal = message.refusal->str();
    }
    for (std::size_t i = 0; message.tool_calls && i < message.tool_calls->size(); ++i) {
      if (auto part = parse_owned<GeminiPart>(call_part((*message.tool_calls)[i])))
        spoken.calls.push_back(*std::move(part));
    }
    std::string parts;
    for (const auto& each :
         gemini::parts_of(std::move(spoken), thoughts_ == Thoughts::shown ? ThoughtParts::all : ThoughtParts::none))
      add_part(parts, to_json(each));
    if (!refusal.empty()) add_text_part(parts, refusal, false, {});
    ended.speaks = !parts.empty();
    if (answer.choices.size() == 1) blocked = feedback(ended);
    if (!out.empty()) out += ',';
    put_candidate(out, choice.index, parts, &ended, choice.logprobs ? &*choice.logprobs : nullptr);
  }
  out = blocked.empty() ? "{\"candidates\":[" + out + ']' : "{\"promptFeedback\":" + blocked;
  const auto google = google_of(answer.extra);
  if (answer.usage) out += ",\"usageMetadata\":" + counted(*answer.usage, google);
  put_facts(out, answer.id, answer.model, answer.created);
  put_google(out, google);
  return out + "}";
}

}  // namespace oaicompat::inline v1::detail::gemini
