// The rows of the operation table for audio. Apart from the others, so that only who uses them compiles their types.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/api/form.hpp>
#include <oaicompat/api/media.hpp>
#include <oaicompat/resources/audio/accumulate.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// `POST /audio/transcriptions`: the text of a recording, whole or streamed.
struct CreateTranscription : ApiOperation {
  using Request = TranscriptionRequest;
  using Response = Transcription;
  using Chunk = TranscriptionEvent;
  using Streaming = TranscriptionStreaming;
  static constexpr Endpoint endpoint{"createTranscription", "POST", "/audio/transcriptions", RequestBody::form};
  /// Leaves out what the request's format does not hold, and puts in what it requires.
  OAICOMPAT_API static void shape(Transcription& response, const TranscriptionRequest& request);
  /// The response as `text`, `srt` or `vtt`: subtitles from its segments; where it has none, its text as it stands.
  OAICOMPAT_API static std::optional<BinaryContent> as_text(const Transcription& response,
                                                            const TranscriptionRequest& request);
  OAICOMPAT_API static bool wants_text(const TranscriptionRequest& request);
  /// Refuses a format, or a granularity of timestamps, that is not known.
  OAICOMPAT_API static std::optional<Error> check(const TranscriptionRequest& request);
  OAICOMPAT_API static Transcription from_text(std::string_view body);
};

/// `POST /audio/translations`: the text of a recording in English. Formats as `CreateTranscription` has them.
struct CreateTranslation : ApiOperation {
  using Request = TranslationRequest;
  using Response = Transcription;
  static constexpr Endpoint endpoint{"createTranslation", "POST", "/audio/translations", RequestBody::form};
  OAICOMPAT_API static void shape(Transcription& response, const TranslationRequest& request);
  OAICOMPAT_API static std::optional<BinaryContent> as_text(const Transcription& response,
                                                            const TranslationRequest& request);
  OAICOMPAT_API static bool wants_text(const TranslationRequest& request);
  /// Refuses a format that is not known.
  OAICOMPAT_API static std::optional<Error> check(const TranslationRequest& request);
  OAICOMPAT_API static Transcription from_text(std::string_view body);
};

/// `POST /audio/speech`: text as audio. A backend gives it as one `BinaryContent` or several, which are the pieces of
/// one run of bytes, or as events; `serve` sends bytes or events, as the request wants it.
struct CreateSpeech : ApiOperation {
  using Request = SpeechRequest;
  using Response = BinaryContent;
  using Chunk = SpeechEvent;
  using Streaming = SpeechStreaming;
  static constexpr Endpoint endpoint{"createSpeech", "POST", "/audio/speech"};
  /// The media type of the format that is asked for; what a `BinaryContent` says of itself counts for more.
  OAICOMPAT_API static std::string content_type(const SpeechRequest& request);
  /// Refuses a `stream_format` that is not known.
  OAICOMPAT_API static std::optional<Error> check(const SpeechRequest& request);
};

#if !OAICOMPAT_HEADER_ONLY
extern template class OAICOMPAT_API EventStream<CreateSpeech>;
extern template class OAICOMPAT_API EventStream<CreateTranscription>;
#endif

/// Speech as events.
class SpeechStream : public EventStream<CreateSpeech> {
 public:
  SpeechStream(EventStream<CreateSpeech> stream) : EventStream{std::move(stream)} {}
};
/// A streamed transcription.
class TranscriptionStream : public EventStream<CreateTranscription> {
 public:
  TranscriptionStream(EventStream<CreateTranscription> stream) : EventStream{std::move(stream)} {}
};

#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API FormCodec<TranscriptionRequest>;
extern template struct OAICOMPAT_API FormCodec<TranslationRequest>;
#endif

/// The operations of this room.
using AudioOperations = OperationList<CreateTranscription, CreateTranslation, CreateSpeech>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/audio/operations.ipp>
#include <oaicompat/resources/operations.ipp>
#endif
