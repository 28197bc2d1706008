// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/resources/audio/accumulate.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>

#include <utility>
#include <variant>

namespace oaicompat::inline v1 {
namespace detail {

inline void join(std::optional<std::vector<TranscriptionLogprob>>& to,
                 const std::optional<std::vector<TranscriptionLogprob>>& more, std::size_t& bytes) {
  append(to, more, bytes);
  if (!more) return;
  for (const auto& each : *more) {
    bytes += each.token ? each.token->size() : 0;
    bytes += each.bytes ? each.bytes->size() * sizeof(std::int64_t) : 0;
  }
}

inline TranscriptionSegment whole_segment(const TranscriptSegment& from) {
  TranscriptionSegment out;
  out.type = Text::literal("transcript.text.segment");
  out.id = from.id;
  out.start = from.start;
  out.end = from.end;
  out.text = from.text;
  out.speaker = from.speaker;
  out.extra = from.extra;
  return out;
}
inline TranscriptSegment segment_event(const TranscriptionSegment& from) {
  TranscriptSegment out{.start = from.start, .end = from.end, .text = from.text, .extra = from.extra};
  if (const auto* id = from.id.get_if<Text>()) out.id = *id;
  if (const auto* number = from.id.get_if<std::int64_t>()) out.id = Text{std::to_string(*number)};
  out.speaker = *from.speaker;
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE Result<void> TranscriptionAccumulator::add(const TranscriptionEvent& event) {
  began_ = true;
  event.visit([&]<class T>(const T& each) {
    if constexpr (!std::same_as<T, Unknown>) take(each);
  });
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  return {};
}
OAICOMPAT_INLINE void TranscriptionAccumulator::take(const TranscriptDelta& delta) {
  text_ += delta.delta;
  bytes_ += delta.delta.size();
  detail::join(whole_.logprobs, delta.logprobs, bytes_);
}
OAICOMPAT_INLINE void TranscriptionAccumulator::take(const TranscriptSegment& segment) {
  if (!whole_.segments) whole_.segments.emplace();
  whole_.segments->push_back(detail::whole_segment(segment));
  bytes_ += sizeof(TranscriptionSegment) + segment.id.size() + segment.text.size() + segment.speaker.size();
  for (const auto& each : segment.extra) bytes_ += sizeof each + each.key.size() + each.json.text.size();
}
OAICOMPAT_INLINE void TranscriptionAccumulator::take(const TranscriptDone& done) {
  done_ = true;
  text_ = done.text;
  if (done.logprobs) whole_.logprobs = done.logprobs;
  whole_.languages = done.languages;
  whole_.usage = done.usage;
  detail::take_extras(whole_.extra, done.extra, bytes_);
}
OAICOMPAT_INLINE Result<Transcription> TranscriptionAccumulator::finish() {
  if (!began_) return detail::no_chunks();
  if (!done_)
    return local_error(ErrorKind::protocol, "The transcription ended before its last event.", "stream_cut_off");
  began_ = false;
  whole_.text = Text{text_};
  return std::move(whole_);
}
OAICOMPAT_INLINE std::optional<Transcription> TranscriptionAccumulator::so_far() const {
  if (!began_) return std::nullopt;
  auto out = whole_;
  out.text = Text{text_};
  return out;
}

OAICOMPAT_INLINE bool TranscriptionStreaming::wanted(const TranscriptionRequest& request) {
  return request.stream.value_or(false);
}
OAICOMPAT_INLINE void TranscriptionStreaming::want(TranscriptionRequest& request, bool streamed) {
  if (streamed) {
    request.stream = true;
  } else if (request.stream) {
    request.stream = false;
  }
}
OAICOMPAT_INLINE std::vector<TranscriptionEvent> TranscriptionStreaming::split(const Transcription& whole) {
  std::vector<TranscriptionEvent> out;
  if (whole.segments) {
    for (const auto& each : *whole.segments) {
      if (each.speaker) out.emplace_back(detail::segment_event(each));
    }
  }
  if (!whole.text.empty()) out.emplace_back(TranscriptDelta{.delta = whole.text, .logprobs = whole.logprobs});
  out.emplace_back(TranscriptDone{.text = whole.text,
                                  .languages = whole.languages,
                                  .logprobs = whole.logprobs,
                                  .usage = whole.usage,
                                  .extra = whole.extra});
  return out;
}

OAICOMPAT_INLINE Result<void> SpeechAccumulator::add(const SpeechEvent& event) {
  began_ = true;
  done_ = done_ || SpeechStreaming::closes(event);
  auto bytes = SpeechStreaming::bytes(event);
  if (!bytes) return local_error(ErrorKind::parse, "The speech is not base64.", "unreadable_answer");
  return add(BinaryContent{{}, *std::move(bytes)});
}
OAICOMPAT_INLINE Result<void> SpeechAccumulator::add(BinaryContent piece) {
  if (whole_.body.size() + piece.body.size() > options_.max_bytes) return detail::too_many_bytes();
  if (!std::exchange(began_, true) || whole_.content_type.empty()) whole_.content_type = std::move(piece.content_type);
  whole_.body.empty() ? void(whole_.body = std::move(piece.body)) : void(whole_.body += piece.body);
  return {};
}
OAICOMPAT_INLINE Result<BinaryContent> SpeechAccumulator::finish() {
  if (!std::exchange(began_, false)) return detail::no_chunks();
  return std::move(whole_);
}
OAICOMPAT_INLINE std::optional<BinaryContent> SpeechAccumulator::so_far() const {
  return began_ ? std::optional{whole_} : std::nullopt;
}

OAICOMPAT_INLINE bool SpeechStreaming::wanted(const SpeechRequest& request) {
  return request.stream_format && *request.stream_format == SpeechStreamFormat::sse;
}
OAICOMPAT_INLINE void SpeechStreaming::want(SpeechRequest& request, bool streamed) {
  if (streamed) {
    request.stream_format = SpeechStreamFormat::sse;
  } else if (wanted(request)) {
    request.stream_format = SpeechStreamFormat::audio;
  }
}
OAICOMPAT_INLINE std::vector<SpeechEvent> SpeechStreaming::split(const BinaryContent& piece) {
  std::vector<SpeechEvent> out;
  if (!piece.body.empty()) out.emplace_back(SpeechDelta{.audio = Text{to_base64(piece.body)}});
  return out;
}
OAICOMPAT_INLINE std::optional<Bytes> SpeechStreaming::bytes(const SpeechEvent& event) {
  const auto* delta = event.get_if<SpeechDelta>();
  return delta ? from_base64(delta->audio) : Bytes{};
}

}  // namespace oaicompat::inline v1
