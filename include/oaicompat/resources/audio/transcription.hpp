// Transcription: speech to text, in its own language or in English.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/upload.hpp>

namespace oaicompat::inline v1 {

/// The formats of a transcription.
enum class TranscriptionFormat {
  json,           ///< The text, as JSON.
  text,           ///< The text alone.
  srt,            ///< Subtitles as SubRip has them.
  verbose_json,   ///< The text, its segments and its words, as JSON.
  vtt,            ///< Subtitles as WebVTT has them.
  diarized_json,  ///< The text, and who says which segment, as JSON.
};
constexpr auto describe(Type<TranscriptionFormat>) {
  return std::array<Word<TranscriptionFormat>, 6>{{{"json", TranscriptionFormat::json},
                                                   {"text", TranscriptionFormat::text},
                                                   {"srt", TranscriptionFormat::srt},
                                                   {"verbose_json", TranscriptionFormat::verbose_json},
                                                   {"vtt", TranscriptionFormat::vtt},
                                                   {"diarized_json", TranscriptionFormat::diarized_json}}};
}

/// The formats of a translation.
enum class TranslationFormat {
  json,          ///< The text, as JSON.
  text,          ///< The text alone.
  srt,           ///< Subtitles as SubRip has them.
  verbose_json,  ///< The text and its segments, as JSON.
  vtt,           ///< Subtitles as WebVTT has them.
};
constexpr auto describe(Type<TranslationFormat>) {
  return std::array<Word<TranslationFormat>, 5>{{{"json", TranslationFormat::json},
                                                 {"text", TranslationFormat::text},
                                                 {"srt", TranslationFormat::srt},
                                                 {"verbose_json", TranslationFormat::verbose_json},
                                                 {"vtt", TranslationFormat::vtt}}};
}

/// What a transcription may hold besides.
enum class TranscriptionInclude {
  logprobs,  ///< How likely each token was.
};
constexpr auto describe(Type<TranscriptionInclude>) {
  return std::array<Word<TranscriptionInclude>, 1>{{{"logprobs", TranscriptionInclude::logprobs}}};
}

/// What has times of its own in a verbose transcription.
enum class TimestampGranularity {
  word,     ///< Each word.
  segment,  ///< Each segment.
};
constexpr auto describe(Type<TimestampGranularity>) {
  return std::array<Word<TimestampGranularity>, 2>{
      {{"word", TimestampGranularity::word}, {"segment", TimestampGranularity::segment}}};
}

/// Cuts audio where its maker is silent. Mirrors `VadConfig`.
struct ServerVad {
  /// Always `server_vad`.
  Text type = Text::literal("server_vad");
  /// How much audio before the speech is kept, in milliseconds. Default 300.
  std::optional<std::int64_t> prefix_padding_ms{};
  /// How long a silence ends the speech, in milliseconds. Default 200.
  std::optional<std::int64_t> silence_duration_ms{};
  /// How loud speech must be, from 0 to 1. Default 0.5.
  std::optional<double> threshold{};
  Extras extra{};
  bool operator==(const ServerVad&) const = default;
};

/// Asks for the text of a recording, whole or as a stream. Sent as a form. Mirrors `CreateTranscriptionRequest`.
struct TranscriptionRequest {
  /// The recording.
  Upload file{};
  /// The model's id.
  Text model{};
  /// The language that is spoken, as ISO 639-1 has it: `en`.
  std::optional<Text> language{};
  /// The languages that may be spoken.
  std::optional<std::vector<Text>> languages{};
  /// Words that are likely to be said.
  std::optional<std::vector<Text>> keywords{};
  /// Text that the recording goes on from, or whose style to take.
  std::optional<Text> prompt{};
  /// The format of the answer. Default json.
  std::optional<OpenEnum<TranscriptionFormat>> response_format{};
  /// How random the choice of words is, from 0 to 1. Default 0.
  std::optional<double> temperature{};
  /// What the answer holds besides.
  std::optional<std::vector<OpenEnum<TranscriptionInclude>>> include{};
  /// What has times of its own, where the answer is verbose. Default segments.
  std::optional<std::vector<OpenEnum<TimestampGranularity>>> timestamp_granularities{};
  /// Whether the answer comes as a stream of events. Default false.
  Maybe<bool> stream{};
  /// How the recording is cut: `auto`, or by silences. Default not at all.
  Maybe<OneOf<Text, ServerVad>> chunking_strategy{};
  /// The names of speakers that are known, at most 4.
  std::optional<std::vector<Text>> known_speaker_names{};
  /// How each of them sounds: recordings as data URLs, in the order of the names.
  std::optional<std::vector<Text>> known_speaker_references{};
  Extras extra{};
  bool operator==(const TranscriptionRequest&) const = default;
};

/// Asks for the text of a recording in English. Sent as a form. Mirrors `CreateTranslationRequest`.
struct TranslationRequest {
  /// The recording.
  Upload file{};
  /// The model's id.
  Text model{};
  /// English text that the recording goes on from, or whose style to take.
  std::optional<Text> prompt{};
  /// The format of the answer. Default json.
  std::optional<OpenEnum<TranslationFormat>> response_format{};
  /// How random the choice of words is, from 0 to 1. Default 0.
  std::optional<double> temperature{};
  Extras extra{};
  bool operator==(const TranslationRequest&) const = default;
};

/// A language that is spoken. Mirrors `TranscriptionLanguage`.
struct TranscriptionLanguage {
  /// As ISO 639-1 has it.
  Text code{};
  Extras extra{};
  bool operator==(const TranscriptionLanguage&) const = default;
};

/// How likely a token was. Mirrors `CreateTranscriptionResponseJson.logprobs`.
struct TranscriptionLogprob {
  /// The token's text.
  std::optional<Text> token{};
  /// The logarithm of its probability.
  std::optional<double> logprob{};
  /// Its bytes.
  std::optional<std::vector<std::int64_t>> bytes{};
  Extras extra{};
  bool operator==(const TranscriptionLogprob&) const = default;
};

/// A word and when it is said, in seconds. Mirrors `TranscriptionWord`.
struct TranscriptionWord {
  /// The word.
  Text word{};
  /// When it begins.
  double start = 0;
  /// When it ends.
  double end = 0;
  Extras extra{};
  bool operator==(const TranscriptionWord&) const = default;
};

/// A piece of the text and when it is said. Mirrors `TranscriptionSegment` and `TranscriptionDiarizedSegment`.
struct TranscriptionSegment {
  /// Always `transcript.text.segment`, in a diarized transcription.
  std::optional<Text> type{};
  /// Which segment it is: a number from 0, or, in a diarized transcription, an id.
  OneOf<std::int64_t, Text> id{};
  /// Where the decoding began, in frames.
  std::optional<std::int64_t> seek{};
  /// When it begins, in seconds.
  double start = 0;
  /// When it ends, in seconds.
  double end = 0;
  /// What is said.
  Text text{};
  /// Who says it, in a diarized transcription.
  std::optional<Text> speaker{};
  /// The text's tokens.
  std::optional<std::vector<std::int64_t>> tokens{};
  /// How random the choice of words was.
  std::optional<double> temperature{};
  /// The mean of the tokens' logprobs.
  std::optional<double> avg_logprob{};
  /// How well the text can be compressed: where very well, it repeats itself.
  std::optional<double> compression_ratio{};
  /// How likely it is that nothing is said.
  std::optional<double> no_speech_prob{};
  Extras extra{};
  bool operator==(const TranscriptionSegment&) const = default;
};

/// What the tokens of a transcription's input were. Mirrors `TranscriptTextUsageTokens.input_token_details`.
struct TranscriptionInputTokens {
  /// Tokens of text.
  std::optional<std::int64_t> text_tokens{};
  /// Tokens of audio.
  std::optional<std::int64_t> audio_tokens{};
  Extras extra{};
  bool operator==(const TranscriptionInputTokens&) const = default;
};

/// How many tokens a transcription took. Mirrors `TranscriptTextUsageTokens`.
struct TranscriptionTokens {
  /// Tokens in the recording and the prompt.
  std::int64_t input_tokens = 0;
  /// What they were.
  std::optional<TranscriptionInputTokens> input_token_details{};
  /// Tokens in the text.
  std::int64_t output_tokens = 0;
  /// Tokens in both.
  std::int64_t total_tokens = 0;
  Extras extra{};
  bool operator==(const TranscriptionTokens&) const = default;
};

/// How long the recording was. Mirrors `TranscriptTextUsageDuration`.
struct TranscriptionDuration {
  /// In seconds.
  double seconds = 0;
  Extras extra{};
  bool operator==(const TranscriptionDuration&) const = default;
};

/// What a transcription took: tokens, or time.
struct TranscriptionUsage : TaggedUnion<"type", Case<"tokens", TranscriptionTokens, "input_tokens">,
                                        Case<"duration", TranscriptionDuration, "seconds">> {
  using TaggedUnion::TaggedUnion;
};

/// The text of a recording. Mirrors `CreateTranscriptionResponseJson`, its verbose and its diarized form, and the same
/// of translations.
///
/// A backend gives what it has: `serve` leaves out what the request's format does not hold, and writes `text`, `srt`
/// and `vtt` itself. What comes from an endpoint in one of these is in `text`, as it came.
struct Transcription {
  /// Always `transcribe`, in a diarized transcription.
  std::optional<Text> task{};
  /// The language that is spoken; of a translation `english`.
  std::optional<Text> language{};
  /// How long the recording is, in seconds.
  std::optional<double> duration{};
  /// What is said.
  Text text{};
  /// The words and when they are said.
  std::optional<std::vector<TranscriptionWord>> words{};
  /// The pieces of the text and when they are said.
  std::optional<std::vector<TranscriptionSegment>> segments{};
  /// The languages that are spoken.
  std::optional<std::vector<TranscriptionLanguage>> languages{};
  /// How likely each token was.
  std::optional<std::vector<TranscriptionLogprob>> logprobs{};
  /// What it took.
  std::optional<TranscriptionUsage> usage{};
  Extras extra{};
  bool operator==(const Transcription&) const = default;
};

/// A piece of a streamed transcription. Mirrors `TranscriptTextDeltaEvent`.
struct TranscriptDelta {
  /// The text that follows.
  Text delta{};
  /// How likely its tokens were.
  std::optional<std::vector<TranscriptionLogprob>> logprobs{};
  /// The segment it belongs to, in a diarized transcription.
  std::optional<Text> segment_id{};
  Extras extra{};
  bool operator==(const TranscriptDelta&) const = default;
};

/// A segment of a streamed, diarized transcription, in whole. Mirrors `TranscriptTextSegmentEvent`.
struct TranscriptSegment {
  /// Its id.
  Text id{};
  /// When it begins, in seconds.
  double start = 0;
  /// When it ends, in seconds.
  double end = 0;
  /// What is said.
  Text text{};
  /// Who says it.
  Text speaker{};
  Extras extra{};
  bool operator==(const TranscriptSegment&) const = default;
};

/// The end of a streamed transcription, with all of its text. Mirrors `TranscriptTextDoneEvent`.
struct TranscriptDone {
  /// What is said, in whole.
  Text text{};
  /// The languages that are spoken.
  std::optional<std::vector<TranscriptionLanguage>> languages{};
  /// How likely each token was.
  std::optional<std::vector<TranscriptionLogprob>> logprobs{};
  /// What it took.
  std::optional<TranscriptionUsage> usage{};
  Extras extra{};
  bool operator==(const TranscriptDone&) const = default;
};

/// An event of a streamed transcription. Mirrors `CreateTranscriptionResponseStreamEvent`.
struct TranscriptionEvent
    : TaggedUnion<"type", Case<"transcript.text.delta", TranscriptDelta>,
                  Case<"transcript.text.segment", TranscriptSegment>, Case<"transcript.text.done", TranscriptDone>> {
  using TaggedUnion::TaggedUnion;
};

}  // namespace oaicompat::inline v1
