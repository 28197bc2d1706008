// TranscriptionAccumulator, SpeechAccumulator: the events of audio to the whole, and the whole to events.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/api/media.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/audio/types.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// Folds the events of a streamed transcription into the transcription: deltas are joined, segments kept in order, and
/// the text of the last event takes the place of the deltas. Events of unknown types are passed over.
/// **Errors**: too many bytes, or too many logprobs and segments for them. Source: `createTranscription`.
class OAICOMPAT_API TranscriptionAccumulator {
 public:
  explicit TranscriptionAccumulator(AccumulateOptions options = {}) : options_{options} {}

  Result<void> add(const TranscriptionEvent& event);
  /// Whether `transcript.text.done` has come.
  bool complete() const { return done_; }
  /// The transcription so far. **Errors**: no event at all, or not the last one.
  Result<Transcription> finish();
  /// What has come, whether it is whole or not; nothing before the first event.
  std::optional<Transcription> so_far() const;

 private:
  void take(const TranscriptDelta& delta);
  void take(const TranscriptSegment& segment);
  void take(const TranscriptDone& done);

  AccumulateOptions options_;
  std::size_t bytes_ = 0;
  bool began_ = false, done_ = false;
  std::string text_;
  Transcription whole_;
};

/// Whether the last event of a transcription's stream has come. **Errors**: none.
class TranscriptionProgress {
 public:
  Result<void> add(const TranscriptionEvent& event) {
    done_ = done_ || event.get_if<TranscriptDone>();
    return {};
  }
  bool complete() const { return done_; }

 private:
  bool done_ = false;
};

/// How `createTranscription` streams.
struct OAICOMPAT_API TranscriptionStreaming {
  using Accumulator = TranscriptionAccumulator;
  using Progress = TranscriptionProgress;
  struct Shape {};
  /// Whether a streamed answer is asked for: the form's `stream` alone decides.
  static bool wanted(const TranscriptionRequest& request);
  static void want(TranscriptionRequest& request, bool streamed);
  static Shape shape_for(const TranscriptionRequest&) { return {}; }
  static bool shape(TranscriptionEvent&, const Shape&) { return true; }
  /// The events that make a whole transcription: its segments where it is diarized, its text, its end.
  static std::vector<TranscriptionEvent> split(const Transcription& whole);
  /// Events are sent without names.
  static std::string_view name(const TranscriptionEvent&) { return {}; }
};

/// Joins speech that comes in pieces, as bytes or as events. **Errors**: audio that is not base64, too many bytes.
/// Source: `createSpeech`.
class OAICOMPAT_API SpeechAccumulator {
 public:
  explicit SpeechAccumulator(AccumulateOptions options = {.max_bytes = std::size_t{256} << 20}) : options_{options} {}

  Result<void> add(const SpeechEvent& event);
  Result<void> add(BinaryContent piece);
  /// Whether `speech.audio.done` has come; bytes need none.
  bool complete() const { return done_; }
  /// The speech so far. **Errors**: nothing at all.
  Result<BinaryContent> finish();
  /// What has come, whether it is whole or not; nothing before the first piece.
  std::optional<BinaryContent> so_far() const;

 private:
  AccumulateOptions options_;
  bool began_ = false, done_ = false;
  BinaryContent whole_;
};

/// Whether the last event of speech has come. **Errors**: none.
class SpeechProgress {
 public:
  Result<void> add(const SpeechEvent& event) {
    done_ = done_ || event.get_if<SpeechDone>();
    return {};
  }
  bool complete() const { return done_; }

 private:
  bool done_ = false;
};

/// How `createSpeech` streams.
struct OAICOMPAT_API SpeechStreaming {
  using Accumulator = SpeechAccumulator;
  using Progress = SpeechProgress;
  struct Shape {};
  /// Whether events are asked for: `stream_format` alone decides.
  static bool wanted(const SpeechRequest& request);
  static void want(SpeechRequest& request, bool streamed);
  static Shape shape_for(const SpeechRequest&) { return {}; }
  static bool shape(SpeechEvent&, const Shape&) { return true; }
  /// The event that holds a piece of the bytes; none for an empty one.
  static std::vector<SpeechEvent> split(const BinaryContent& piece);
  /// The event that ends a stream in which none did.
  static SpeechEvent closing() { return SpeechDone{}; }
  static bool closes(const SpeechEvent& event) { return event.get_if<SpeechDone>() != nullptr; }
  /// The bytes that an event holds; nothing where they are not base64. Empty for an event without audio.
  static std::optional<Bytes> bytes(const SpeechEvent& event);
  /// Events are sent without names.
  static std::string_view name(const SpeechEvent&) { return {}; }
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/audio/accumulate.ipp>
#endif
