// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/dialects/errors.hpp>
#include <oaicompat/dialects/framed_call.hpp>
#include <oaicompat/dialects/gemini/answer.hpp>
#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/grounding.hpp>
#include <oaicompat/dialects/gemini/members.hpp>
#include <oaicompat/dialects/gemini/parts.hpp>
#include <oaicompat/dialects/gemini/schema.hpp>
#include <oaicompat/dialects/gemini/thoughts.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail::gemini {

// The body of an error; a detail may say when to ask again.
inline Error error_of(const Head& head, std::string_view body) {
  auto error = read_error(head, body);
  auto json = Json::checked(body);
  if (json && json->is_array()) json = json->at(std::size_t{0});
  const auto inner = json ? json->at("error") : Json{};
  if (!inner.is_object()) return error;
  auto word = inner.at("status").as_string().value_or("");
  for (const auto& detail : inner.at("details").elements()) {
    if (detail.at("reason").as_string() == "API_KEY_INVALID") word = "UNAUTHENTICATED";
  }
  error = error_from(ErrorDialect::gemini, word, std::move(error));
  for (const auto& detail : inner.at("details").elements()) {
    const auto delay = detail.at("retryDelay").as_string();
    if (error.retry_after || !delay || !delay->ends_with('s')) continue;
    const auto seconds = Json{Text{std::string_view{*delay}.substr(0, delay->size() - 1)}}.as_number();
    if (seconds && *seconds > 0 && *seconds < 1e6)
      error.retry_after = std::chrono::milliseconds{static_cast<std::int64_t>(*seconds * 1000)};
  }
  return error;
}

// Reads the events of a stream, or the one object.
class FrameReader final : public ChatFrameReader {
 public:
  FrameReader(Text model, std::int64_t now) : id_{random_id("chatcmpl-")}, model_{std::move(model)}, created_{now} {}

  Result<void> frame(std::string_view json, std::vector<ChatChunk>& out) override {
    auto read = read_response(json);
    if (!read) return read.error();
    take_facts(*read);
    if (read->usage_metadata) {  // of all so far: the last one counts
      usage_ = usage_of(*read->usage_metadata);
      counted_ = *read->usage_metadata;
    }
    for (const auto& each : read->extra) {
      if (each.read_as == 0) more_.set(each.key, each.json);
    }
    if (read->candidates && !read->candidates->empty()) {
      for (const auto& candidate : *read->candidates) {
        if (auto error = add(candidate, out)) return *std::move(error);
      }
    } else if (read->prompt_feedback) {
      blocked(*read->prompt_feedback, out);
    }
    return {};
  }
  // Some servers give a reason with every piece: what it is, is known at the end.
  bool end(std::vector<ChatChunk>& out) override {
    if (choices_.empty()) return false;
    for (const auto& [index, choice] : choices_) {
      if (!choice.reason) return false;
    }
    for (auto& [index, choice] : choices_) {
      std::vector<Json> due;
      choice.places.finish(due);
      tell_places(due, index, out);
      if (const auto* pages = choice.extra.find(grounding_member)) {
        if (auto notes = annotations_of(*pages, choice.text); !notes.empty())
          new_choice(out, index).delta.extra.set("annotations", Json{Text{notes}});
      }
      auto& made = new_choice(out, index);
      if (!choice.refusal.empty()) made.delta.refusal = Text{choice.refusal};
      const auto finish = finish_of(*choice.reason, choice.calls > 0);
      made.finish_reason = finish.reason;
      if (!finish.is_plain) made.extra.set(native_reason, Json::string(*choice.reason));
      for (const auto& each : choice.extra) made.extra.set(each.key, each.json);
    }
    if (usage_) chunk(out).usage = *usage_;
    keep_facts(out.back().extra);
    return true;
  }
  // A whole answer is the one piece of a stream.
  Result<ChatCompletion> whole(std::string_view body) override {
    std::vector<ChatChunk> chunks;
    if (auto read = frame(body, chunks); !read) return read.error();
    if (choices_.empty()) return unreadable_frame(body, "it has no candidates.");
    for (auto& [index, choice] : choices_) {
      if (!choice.reason) choice.reason = "STOP";
    }
    end(chunks);
    ChatAccumulator made;
    for (const auto& each : chunks) {
      if (auto added = made.add(each); !added) return added.error();
    }
    return made.finish();
  }

 private:
  struct Choice {
    std::optional<std::string> reason;
    std::string text, refusal;  // what was said of it so far
    std::int64_t calls = 0, parts = 0;
    bool begun = false;
    Extras extra, more;
    PartPlaces places;
  };

  static Result<GeminiResponse> read_response(std::string_view json) {
    auto read = parse_owned<GeminiResponse>(camel_case(Bytes{json}), {.reading = Reading::lenient});
    if (!read) return unreadable_frame(json, read.error().message);
    if (read->extra.find("error")) return error_of({.status = 200}, json);
    return read;
  }
  void take_facts(const GeminiResponse& from) {
    if (from.response_id && !from.response_id->empty()) id_ = *from.response_id;
    if (from.model_version && !from.model_version->empty()) model_ = *from.model_version;
    const auto at = from.create_time ? unix_seconds(*from.create_time) : 0;
    if (at != 0) created_ = at;
  }
  // What a chat has no members for: `extra_content.google`.
  void keep_facts(Extras& to) {
    if (counted_ && !(usage_json(*usage_) == Json{Text{to_json(*counted_)}}))
      more_.set("usageMetadata", Json{Text{to_json(*counted_)}});
    Extras google;
    keep_more(google, "google", more_);
    keep_more(to, ext::extra_content.name, google);
  }
  ChatChunk& chunk(std::vector<ChatChunk>& out) {
    auto& made = out.emplace_back();
    made.id = id_;
    made.created = created_;
    made.model = model_;
    return made;
  }
  ChunkChoice& new_choice(std::vector<ChatChunk>& out, std::int64_t index) {
    auto& made = chunk(out).choices.emplace_back();
    made.index = index;
    made.finish_reason.set_null();
    if (!std::exchange(choices_[index].begun, true)) made.delta.role = Role::assistant;
    return made;
  }

  std::optional<Error> add(const GeminiCandidate& from, std::vector<ChatChunk>& out) {
    const auto index = from.index.value_or(0);
    if (index < 0 || index >= AccumulateOptions{}.max_choices)
      return local_error(ErrorKind::parse, "The answer has a candidate out of bounds.", "unreadable_answer");
    auto& choice = choices_[index];
    if (from.content && from.content->parts) {
      auto piece = PartPlaces::Piece::goes_on;
      for (const auto& part : *from.content->parts)
        add_part(part, std::exchange(piece, PartPlaces::Piece::own), index, choice, out);
    }
    if (from.logprobs_result) new_choice(out, index).logprobs = logprobs_of(*from.logprobs_result);
    if (from.grounding_metadata) choice.extra.set(grounding_member, *from.grounding_metadata);
    take_members(from, choice);
    if (from.finish_message) choice.extra.set("finish_message", Json::string(*from.finish_message));
    if (!from.finish_reason || from.finish_reason->empty()) return std::nullopt;
    choice.reason = from.finish_reason->str();
    if (choice.parts > 0 || !finish_of(*choice.reason, false).is_failure) return std::nullopt;
    auto error =
        api_error(502, from.finish_message ? from.finish_message->str()
                                           : "The model gave no answer that can be used: " + *choice.reason + ".");
    error.code = cased(*choice.reason, false);
    return error;
  }
  static void take_members(const GeminiCandidate& from, Choice& choice) {
    for (const auto& each : from.extra) {
      const bool named = std::find(std::begin(carried_candidate), std::end(carried_candidate), each.key.view()) !=
                         std::end(carried_candidate);
      if (each.read_as == 0) (named ? choice.extra : choice.more).set(each.key, each.json);
    }
    keep_more(choice.extra, candidate_members, choice.more);
  }
  void add_part(const GeminiPart& part, PartPlaces::Piece piece, std::int64_t index, Choice& choice,
                std::vector<ChatChunk>& out) {
    ++choice.parts;
    std::vector<Json> due;
    const auto place = choice.places.add(part, piece, due);
    tell_places(due, index, out);
    if (part.function_call) return add_call(part, index, choice, out);
    if (!part.text) return;
    auto& delta = new_choice(out, index).delta;
    if (part.thought_signature) {
      std::vector<Json> details;
      add_detail(details, part, place);
      set_details(delta.extra, details);
    }
    keep_more(delta.extra, more_member, part.extra);
    if (!part.thought.value_or(false)) {
      delta.content = *part.text;
      choice.text += part.text->view();
    } else if (!part.text->empty()) {
      set_reasoning(delta.extra, *part.text);
    }
  }
  void tell_places(const std::vector<Json>& due, std::int64_t index, std::vector<ChatChunk>& out) {
    if (due.empty()) return;
    Bytes list;
    for (const auto& each : due) (list += list.empty() ? '[' : ',') += each.view();
    new_choice(out, index).delta.extra.set(other_parts, Json{Text{list + ']'}});
  }
  // Each is whole. An id is made where there is none: one of its place would come again in the next round.
  void add_call(const GeminiPart& part, std::int64_t index, Choice& choice, std::vector<ChatChunk>& out) {
    const auto& from = *part.function_call;
    auto& delta = new_choice(out, index).delta.tool_calls.emplace().emplace_back();
    delta.index = choice.calls++;
    delta.id = from.id && !from.id->empty() ? *from.id : Text{random_id("call_")};
    delta.type = ToolType::function;
    auto& function = delta.function.emplace();
    function.name = from.name;
    function.arguments = from.args ? arguments_in(*from.args) : Text{"{}"};
    if (part.thought_signature) set_signature(delta.extra, *part.thought_signature);
    function.extra = from.extra;
    keep_more(delta.extra, more_member, part.extra);
  }
  // A prompt that is refused has no candidate.
  void blocked(const Json& feedback, std::vector<ChatChunk>& out) {
    const auto reason = feedback.at("blockReason").as_string();
    if (!reason) return;
    auto& made = new_choice(out, 0);
    made.delta.content = Text{};
    choices_[0].refusal = feedback.at("blockReasonMessage").as_string().value_or("");
    choices_[0].reason = "SAFETY";
    choices_[0].extra.set(feedback_member, feedback);
  }

  Text id_, model_;
  std::int64_t created_;
  std::map<std::int64_t, Choice> choices_;
  std::optional<Usage> usage_;
  std::optional<GeminiUsage> counted_;
  Extras more_;
};

}  // namespace oaicompat::inline v1::detail::gemini
