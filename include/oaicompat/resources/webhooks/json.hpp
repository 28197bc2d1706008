// The JSON forms of webhooks' events.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/webhooks/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<WebhookSubject>) {
  return object("WebhookSubject", field("id", &WebhookSubject::id, "The object's id."));
}
constexpr auto describe(Type<SipHeader>) {
  return object("SipHeader", field("name", &SipHeader::name, "Its name."),
                field("value", &SipHeader::value, "Its value."));
}
constexpr auto describe(Type<RealtimeCall>) {
  return object("RealtimeCall", field("call_id", &RealtimeCall::call_id, "The call's id."),
                field("sip_headers", &RealtimeCall::sip_headers, "The headers of its SIP invitation."));
}
constexpr auto describe(Type<LiveCall>) {
  return object("LiveCall", field("session_id", &LiveCall::session_id, "The session's id."),
                field("sip_headers", &LiveCall::sip_headers, "The headers of its SIP invitation."));
}
constexpr auto describe(Type<BatchWebhook>) {
  return object("BatchWebhook", field("id", &BatchWebhook::id, "The event's id."),
                field("object", &BatchWebhook::object, "Always `event`.").optional(),
                field("created_at", &BatchWebhook::created_at, "When it happened, in seconds since 1970."),
                field("type", &BatchWebhook::type, "What has happened."),
                field("data", &BatchWebhook::data, "The batch."));
}
constexpr auto describe(Type<FineTuningJobWebhook>) {
  return object("FineTuningJobWebhook", field("id", &FineTuningJobWebhook::id, "The event's id."),
                field("object", &FineTuningJobWebhook::object, "Always `event`.").optional(),
                field("created_at", &FineTuningJobWebhook::created_at, "When it happened, in seconds since 1970."),
                field("type", &FineTuningJobWebhook::type, "What has happened."),
                field("data", &FineTuningJobWebhook::data, "The job."));
}
constexpr auto describe(Type<EvalRunWebhook>) {
  return object("EvalRunWebhook", field("id", &EvalRunWebhook::id, "The event's id."),
                field("object", &EvalRunWebhook::object, "Always `event`.").optional(),
                field("created_at", &EvalRunWebhook::created_at, "When it happened, in seconds since 1970."),
                field("type", &EvalRunWebhook::type, "What has happened."),
                field("data", &EvalRunWebhook::data, "The run."));
}
constexpr auto describe(Type<ResponseWebhook>) {
  return object("ResponseWebhook", field("id", &ResponseWebhook::id, "The event's id."),
                field("object", &ResponseWebhook::object, "Always `event`.").optional(),
                field("created_at", &ResponseWebhook::created_at, "When it happened, in seconds since 1970."),
                field("type", &ResponseWebhook::type, "What has happened."),
                field("data", &ResponseWebhook::data, "The response."));
}
constexpr auto describe(Type<VideoWebhook>) {
  return object("VideoWebhook", field("id", &VideoWebhook::id, "The event's id."),
                field("object", &VideoWebhook::object, "Always `event`.").optional(),
                field("created_at", &VideoWebhook::created_at, "When it happened, in seconds since 1970."),
                field("type", &VideoWebhook::type, "What has happened."),
                field("data", &VideoWebhook::data, "The video."));
}
constexpr auto describe(Type<RealtimeCallWebhook>) {
  return object("RealtimeCallWebhook", field("id", &RealtimeCallWebhook::id, "The event's id."),
                field("object", &RealtimeCallWebhook::object, "Always `event`.").optional(),
                field("created_at", &RealtimeCallWebhook::created_at, "When it happened, in seconds since 1970."),
                field("type", &RealtimeCallWebhook::type, "What has happened."),
                field("data", &RealtimeCallWebhook::data, "The call."));
}
constexpr auto describe(Type<LiveCallWebhook>) {
  return object("LiveCallWebhook", field("id", &LiveCallWebhook::id, "The event's id."),
                field("object", &LiveCallWebhook::object, "Always `event`.").optional(),
                field("created_at", &LiveCallWebhook::created_at, "When it happened, in seconds since 1970."),
                field("type", &LiveCallWebhook::type, "What has happened."),
                field("data", &LiveCallWebhook::data, "The call."));
}

}  // namespace oaicompat::inline v1
