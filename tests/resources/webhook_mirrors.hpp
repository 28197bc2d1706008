// Which schemas of the specification each struct of webhooks mirrors.
// SPDX-License-Identifier: MIT
#pragma once

#include "mirrors.hpp"

namespace facts {

/// All but those of videos, which the specification does not name.
using WebhookStructs =
    List<oaicompat::BatchWebhook, oaicompat::FineTuningJobWebhook, oaicompat::EvalRunWebhook,
         oaicompat::ResponseWebhook, oaicompat::RealtimeCallWebhook, oaicompat::LiveCallWebhook,
         oaicompat::WebhookSubject, oaicompat::SipHeader, oaicompat::RealtimeCall, oaicompat::LiveCall>;

inline Mirror mirror(oaicompat::Type<oaicompat::BatchWebhook>) {
  return {{"WebhookBatchCompleted", "WebhookBatchFailed", "WebhookBatchExpired", "WebhookBatchCancelled"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJobWebhook>) {
  return {{"WebhookFineTuningJobSucceeded", "WebhookFineTuningJobFailed", "WebhookFineTuningJobCancelled"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::EvalRunWebhook>) {
  return {{"WebhookEvalRunSucceeded", "WebhookEvalRunFailed", "WebhookEvalRunCanceled"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ResponseWebhook>) {
  return {
      {"WebhookResponseCompleted", "WebhookResponseFailed", "WebhookResponseIncomplete", "WebhookResponseCancelled"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RealtimeCallWebhook>) { return {{"WebhookRealtimeCallIncoming"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::LiveCallWebhook>) { return {{"WebhookLiveCallIncoming"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WebhookSubject>) {
  return {{"WebhookBatchCompleted.data", "WebhookBatchFailed.data", "WebhookBatchExpired.data",
           "WebhookBatchCancelled.data", "WebhookFineTuningJobSucceeded.data", "WebhookFineTuningJobFailed.data",
           "WebhookFineTuningJobCancelled.data", "WebhookEvalRunSucceeded.data", "WebhookEvalRunFailed.data",
           "WebhookEvalRunCanceled.data", "WebhookResponseCompleted.data", "WebhookResponseFailed.data",
           "WebhookResponseIncomplete.data", "WebhookResponseCancelled.data"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::SipHeader>) {
  return {{"WebhookRealtimeCallIncoming.data.sip_headers", "WebhookLiveCallIncoming.data.sip_headers"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RealtimeCall>) { return {{"WebhookRealtimeCallIncoming.data"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::LiveCall>) { return {{"WebhookLiveCallIncoming.data"}}; }

}  // namespace facts
