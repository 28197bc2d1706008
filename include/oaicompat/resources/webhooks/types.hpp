// Webhooks: the events that a server posts to a host when something has ended or begins.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// What a webhook tells, but for those of videos.
enum class WebhookEventType {
  batch_completed,            ///< A batch is done.
  batch_failed,               ///< A batch failed.
  batch_expired,              ///< A batch ran out of time.
  batch_cancelled,            ///< A batch was cancelled.
  fine_tuning_job_succeeded,  ///< A fine-tuning job is done.
  fine_tuning_job_failed,     ///< A fine-tuning job failed.
  fine_tuning_job_cancelled,  ///< A fine-tuning job was cancelled.
  eval_run_succeeded,         ///< A run of an evaluation is done.
  eval_run_failed,            ///< A run of an evaluation failed.
  eval_run_canceled,          ///< A run of an evaluation was cancelled.
  response_completed,         ///< A response in the background is done.
  response_failed,            ///< A response in the background failed.
  response_incomplete,        ///< A response in the background ended early.
  response_cancelled,         ///< A response in the background was cancelled.
  realtime_call_incoming,     ///< A call comes in for a realtime session.
  live_call_incoming,         ///< A call comes in for a live session.
};
constexpr auto describe(Type<WebhookEventType>) {
  return std::array<Word<WebhookEventType>, 16>{
      {{"batch.completed", WebhookEventType::batch_completed},
       {"batch.failed", WebhookEventType::batch_failed},
       {"batch.expired", WebhookEventType::batch_expired},
       {"batch.cancelled", WebhookEventType::batch_cancelled},
       {"fine_tuning.job.succeeded", WebhookEventType::fine_tuning_job_succeeded},
       {"fine_tuning.job.failed", WebhookEventType::fine_tuning_job_failed},
       {"fine_tuning.job.cancelled", WebhookEventType::fine_tuning_job_cancelled},
       {"eval.run.succeeded", WebhookEventType::eval_run_succeeded},
       {"eval.run.failed", WebhookEventType::eval_run_failed},
       {"eval.run.canceled", WebhookEventType::eval_run_canceled},
       {"response.completed", WebhookEventType::response_completed},
       {"response.failed", WebhookEventType::response_failed},
       {"response.incomplete", WebhookEventType::response_incomplete},
       {"response.cancelled", WebhookEventType::response_cancelled},
       {"realtime.call.incoming", WebhookEventType::realtime_call_incoming},
       {"live.call.incoming", WebhookEventType::live_call_incoming}}};
}

/// What a webhook tells of a video.
enum class VideoWebhookType {
  completed,  ///< It is done.
  failed,     ///< It failed.
};
constexpr auto describe(Type<VideoWebhookType>) {
  return std::array<Word<VideoWebhookType>, 2>{
      {{"video.completed", VideoWebhookType::completed}, {"video.failed", VideoWebhookType::failed}}};
}

/// What an event is about. It carries no more than the id: the object itself is fetched with another call.
struct WebhookSubject {
  /// The object's id: `resp_...`, `batch_...`.
  Text id{};
  Extras extra{};
  bool operator==(const WebhookSubject&) const = default;
};

/// A header of the SIP invitation of a call. Mirrors `WebhookRealtimeCallIncoming.data.sip_headers`.
struct SipHeader {
  /// Its name: `From`.
  Text name{};
  /// Its value.
  Text value{};
  Extras extra{};
  bool operator==(const SipHeader&) const = default;
};

/// A call that waits to be accepted. Mirrors `WebhookRealtimeCallIncoming.data`.
struct RealtimeCall {
  /// The call's id.
  Text call_id{};
  /// The headers of its SIP invitation.
  std::vector<SipHeader> sip_headers{};
  Extras extra{};
  bool operator==(const RealtimeCall&) const = default;
};

/// A call that waits to be accepted. Mirrors `WebhookLiveCallIncoming.data`.
struct LiveCall {
  /// The session's id.
  Text session_id{};
  /// The headers of its SIP invitation.
  std::vector<SipHeader> sip_headers{};
  Extras extra{};
  bool operator==(const LiveCall&) const = default;
};

/// A batch has ended. Mirrors `WebhookBatchCompleted` and the others of its shape.
struct BatchWebhook {
  /// What has happened.
  OpenEnum<WebhookEventType> type = WebhookEventType::batch_completed;
  /// The event's id: `evt_...`.
  Text id{};
  /// Always `event`.
  Text object = Text::literal("event");
  /// When it happened, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The batch, by its id: its output is fetched with another call.
  WebhookSubject data{};
  Extras extra{};
  bool operator==(const BatchWebhook&) const = default;
};

/// A fine-tuning job has ended. Mirrors `WebhookFineTuningJobSucceeded` and the others of its shape.
struct FineTuningJobWebhook {
  /// What has happened.
  OpenEnum<WebhookEventType> type = WebhookEventType::fine_tuning_job_succeeded;
  /// The event's id: `evt_...`.
  Text id{};
  /// Always `event`.
  Text object = Text::literal("event");
  /// When it happened, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The job, by its id.
  WebhookSubject data{};
  Extras extra{};
  bool operator==(const FineTuningJobWebhook&) const = default;
};

/// A run of an evaluation has ended. Mirrors `WebhookEvalRunSucceeded` and the others of its shape.
struct EvalRunWebhook {
  /// What has happened.
  OpenEnum<WebhookEventType> type = WebhookEventType::eval_run_succeeded;
  /// The event's id: `evt_...`.
  Text id{};
  /// Always `event`.
  Text object = Text::literal("event");
  /// When it happened, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The run, by its id.
  WebhookSubject data{};
  Extras extra{};
  bool operator==(const EvalRunWebhook&) const = default;
};

/// A response in the background has ended. Mirrors `WebhookResponseCompleted` and the others of its shape.
struct ResponseWebhook {
  /// What has happened.
  OpenEnum<WebhookEventType> type = WebhookEventType::response_completed;
  /// The event's id: `evt_...`.
  Text id{};
  /// Always `event`.
  Text object = Text::literal("event");
  /// When it happened, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The response, by its id: `client.response` fetches it.
  WebhookSubject data{};
  Extras extra{};
  bool operator==(const ResponseWebhook&) const = default;
};

/// A video has been made, or not. The API's description names no schema of it.
struct VideoWebhook {
  /// What has happened.
  OpenEnum<VideoWebhookType> type = VideoWebhookType::completed;
  /// The event's id: `evt_...`.
  Text id{};
  /// Always `event`.
  Text object = Text::literal("event");
  /// When it happened, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The video, by its id.
  WebhookSubject data{};
  Extras extra{};
  bool operator==(const VideoWebhook&) const = default;
};

/// A call comes in for a realtime session. Mirrors `WebhookRealtimeCallIncoming`.
struct RealtimeCallWebhook {
  /// What has happened.
  OpenEnum<WebhookEventType> type = WebhookEventType::realtime_call_incoming;
  /// The event's id: `evt_...`.
  Text id{};
  /// Always `event`.
  Text object = Text::literal("event");
  /// When it happened, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The call.
  RealtimeCall data{};
  Extras extra{};
  bool operator==(const RealtimeCallWebhook&) const = default;
};

/// A call comes in for a live session. Mirrors `WebhookLiveCallIncoming`.
struct LiveCallWebhook {
  /// What has happened.
  OpenEnum<WebhookEventType> type = WebhookEventType::live_call_incoming;
  /// The event's id: `evt_...`.
  Text id{};
  /// Always `event`.
  Text object = Text::literal("event");
  /// When it happened, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The call.
  LiveCall data{};
  Extras extra{};
  bool operator==(const LiveCallWebhook&) const = default;
};

/// An event that came by webhook. A type that this library does not know is kept as `Unknown`.
struct WebhookEvent
    : TaggedUnion<"type",
                  TaggedCase<BatchWebhook, "batch.completed", "batch.failed", "batch.expired", "batch.cancelled">,
                  TaggedCase<FineTuningJobWebhook, "fine_tuning.job.succeeded", "fine_tuning.job.failed",
                             "fine_tuning.job.cancelled">,
                  TaggedCase<EvalRunWebhook, "eval.run.succeeded", "eval.run.failed", "eval.run.canceled">,
                  TaggedCase<ResponseWebhook, "response.completed", "response.failed", "response.incomplete",
                             "response.cancelled">,
                  TaggedCase<VideoWebhook, "video.completed", "video.failed">,
                  TaggedCase<RealtimeCallWebhook, "realtime.call.incoming">,
                  TaggedCase<LiveCallWebhook, "live.call.incoming">> {
  using TaggedUnion::TaggedUnion;
};

}  // namespace oaicompat::inline v1
