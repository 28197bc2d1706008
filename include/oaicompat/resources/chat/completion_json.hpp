// The JSON form of ChatCompletion.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/completion.hpp>
#include <oaicompat/resources/chat/logprobs_json.hpp>
#include <oaicompat/resources/chat/message_json.hpp>
#include <oaicompat/resources/chat/options_json.hpp>
#include <oaicompat/resources/chat/usage_json.hpp>
#include <oaicompat/resources/moderations/moderation_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<UrlCitation>) {
  return object(
      "UrlCitation",
      field("end_index", &UrlCitation::end_index,
            "Where the quotation ends, in characters of the content; not part of it."),
      field("start_index", &UrlCitation::start_index, "Where the quotation starts, in characters of the content."),
      field("url", &UrlCitation::url, "The page."), field("title", &UrlCitation::title, "The page's title."));
}
constexpr auto describe(Type<UrlAnnotation>) {
  return object("UrlAnnotation", field("url_citation", &UrlAnnotation::url_citation, "The page."));
}
constexpr auto describe(Type<AudioAnswer>) {
  return object("AudioAnswer", field("id", &AudioAnswer::id, "Its id, for the next request (AudioReference)."),
                field("expires_at", &AudioAnswer::expires_at, "Until when the id is good, in seconds since 1970."),
                field("data", &AudioAnswer::data, "The audio in base64, in the format that was asked for."),
                field("transcript", &AudioAnswer::transcript, "What it says."));
}
constexpr auto describe(Type<AssistantMessage>) {
  return object("AssistantMessage", field("role", &AssistantMessage::role, "Always assistant."),
                field("content", &AssistantMessage::content, "What the model says.").require().in_parts(),
                field("refusal", &AssistantMessage::refusal, "What the model says instead when it refuses.").require(),
                field("tool_calls", &AssistantMessage::tool_calls, "The calls that the model makes."),
                field("annotations", &AssistantMessage::annotations, "Notes on the content."),
                field("function_call", &AssistantMessage::function_call,
                      "The call that the model makes (deprecated: see tool_calls)."),
                field("audio", &AssistantMessage::audio, "The answer as audio."));
}
constexpr auto describe(Type<ChatChoice>) {
  return object("ChatChoice", field("index", &ChatChoice::index, "Which answer it is, from 0."),
                field("message", &ChatChoice::message, "What the model says."),
                field("logprobs", &ChatChoice::logprobs, "How likely its tokens were.").require(),
                field("finish_reason", &ChatChoice::finish_reason, "Why it ends."));
}
constexpr auto describe(Type<ChatCompletion>) {
  return object("ChatCompletion", field("id", &ChatCompletion::id, "The answer's id."),
                field("object", &ChatCompletion::object, "Always `chat.completion`."),
                field("created", &ChatCompletion::created, "When it was made, in seconds since 1970."),
                field("model", &ChatCompletion::model, "The model that made it."),
                field("choices", &ChatCompletion::choices, "The answers, as many as asked for."),
                field("usage", &ChatCompletion::usage, "What it took."),
                field("service_tier", &ChatCompletion::service_tier, "Which queue served it."),
                field("system_fingerprint", &ChatCompletion::system_fingerprint,
                      "The configuration it was made under (deprecated)."),
                field("metadata", &ChatCompletion::metadata, "The labels of the request."),
                field("moderation", &ChatCompletion::moderation, "What moderation found."));
}

}  // namespace oaicompat::inline v1
