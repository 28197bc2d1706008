// The JSON form of transcriptions and translations.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/audio/transcription.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ServerVad>) {
  return object("ServerVad", field("type", &ServerVad::type, "Always `server_vad`."),
                field("prefix_padding_ms", &ServerVad::prefix_padding_ms,
                      "How much audio before the speech is kept, in milliseconds. Default 300."),
                field("silence_duration_ms", &ServerVad::silence_duration_ms,
                      "How long a silence ends the speech, in milliseconds. Default 200."),
                field("threshold", &ServerVad::threshold, "How loud speech must be, from 0 to 1. Default 0.5."));
}
constexpr auto describe(Type<TranscriptionRequest>) {
  return object(
      "TranscriptionRequest", field("file", &TranscriptionRequest::file, "The recording."),
      field("model", &TranscriptionRequest::model, "The model's id."),
      field("language", &TranscriptionRequest::language, "The language that is spoken, as ISO 639-1 has it: `en`."),
      field("languages", &TranscriptionRequest::languages, "The languages that may be spoken."),
      field("keywords", &TranscriptionRequest::keywords, "Words that are likely to be said."),
      field("prompt", &TranscriptionRequest::prompt, "Text that the recording goes on from, or whose style to take."),
      field("response_format", &TranscriptionRequest::response_format, "The format of the answer. Default json."),
      field("temperature", &TranscriptionRequest::temperature,
            "How random the choice of words is, from 0 to 1. Default 0."),
      field("include", &TranscriptionRequest::include, "What the answer holds besides."),
      field("timestamp_granularities", &TranscriptionRequest::timestamp_granularities,
            "What has times of its own, where the answer is verbose. Default segments."),
      field("stream", &TranscriptionRequest::stream, "Whether the answer comes as a stream of events. Default false."),
      field("chunking_strategy", &TranscriptionRequest::chunking_strategy,
            "How the recording is cut: `auto`, or by silences. Default not at all."),
      field("known_speaker_names", &TranscriptionRequest::known_speaker_names,
            "The names of speakers that are known, at most 4."),
      field("known_speaker_references", &TranscriptionRequest::known_speaker_references,
            "How each of them sounds: recordings as data URLs, in the order of the names."));
}
constexpr auto describe(Type<TranslationRequest>) {
  return object(
      "TranslationRequest", field("file", &TranslationRequest::file, "The recording."),
      field("model", &TranslationRequest::model, "The model's id."),
      field("prompt", &TranslationRequest::prompt,
            "English text that the recording goes on from, or whose style to take."),
      field("response_format", &TranslationRequest::response_format, "The format of the answer. Default json."),
      field("temperature", &TranslationRequest::temperature,
            "How random the choice of words is, from 0 to 1. Default 0."));
}
constexpr auto describe(Type<TranscriptionLanguage>) {
  return object("TranscriptionLanguage", field("code", &TranscriptionLanguage::code, "As ISO 639-1 has it."));
}
constexpr auto describe(Type<TranscriptionLogprob>) {
  return object("TranscriptionLogprob", field("token", &TranscriptionLogprob::token, "The token's text."),
                field("logprob", &TranscriptionLogprob::logprob, "The logarithm of its probability."),
                field("bytes", &TranscriptionLogprob::bytes, "Its bytes."));
}
constexpr auto describe(Type<TranscriptionWord>) {
  return object("TranscriptionWord", field("word", &TranscriptionWord::word, "The word."),
                field("start", &TranscriptionWord::start, "When it begins."),
                field("end", &TranscriptionWord::end, "When it ends."));
}
constexpr auto describe(Type<TranscriptionSegment>) {
  return object(
      "TranscriptionSegment",
      field("type", &TranscriptionSegment::type, "Always `transcript.text.segment`, in a diarized transcription."),
      field("id", &TranscriptionSegment::id,
            "Which segment it is: a number from 0, or, in a diarized transcription, an id."),
      field("seek", &TranscriptionSegment::seek, "Where the decoding began, in frames."),
      field("start", &TranscriptionSegment::start, "When it begins, in seconds."),
      field("end", &TranscriptionSegment::end, "When it ends, in seconds."),
      field("text", &TranscriptionSegment::text, "What is said."),
      field("speaker", &TranscriptionSegment::speaker, "Who says it, in a diarized transcription."),
      field("tokens", &TranscriptionSegment::tokens, "The text's tokens."),
      field("temperature", &TranscriptionSegment::temperature, "How random the choice of words was."),
      field("avg_logprob", &TranscriptionSegment::avg_logprob, "The mean of the tokens' logprobs."),
      field("compression_ratio", &TranscriptionSegment::compression_ratio,
            "How well the text can be compressed: where very well, it repeats itself."),
      field("no_speech_prob", &TranscriptionSegment::no_speech_prob, "How likely it is that nothing is said."));
}
constexpr auto describe(Type<TranscriptionInputTokens>) {
  return object("TranscriptionInputTokens",
                field("text_tokens", &TranscriptionInputTokens::text_tokens, "Tokens of text."),
                field("audio_tokens", &TranscriptionInputTokens::audio_tokens, "Tokens of audio."));
}
constexpr auto describe(Type<TranscriptionTokens>) {
  return object("TranscriptionTokens",
                field("input_tokens", &TranscriptionTokens::input_tokens, "Tokens in the recording and the prompt."),
                field("input_token_details", &TranscriptionTokens::input_token_details, "What they were."),
                field("output_tokens", &TranscriptionTokens::output_tokens, "Tokens in the text."),
                field("total_tokens", &TranscriptionTokens::total_tokens, "Tokens in both."));
}
constexpr auto describe(Type<TranscriptionDuration>) {
  return object("TranscriptionDuration", field("seconds", &TranscriptionDuration::seconds, "In seconds."));
}
constexpr auto describe(Type<Transcription>) {
  return object("Transcription",
                field("task", &Transcription::task, "Always `transcribe`, in a diarized transcription."),
                field("language", &Transcription::language, "The language that is spoken; of a translation `english`."),
                field("duration", &Transcription::duration, "How long the recording is, in seconds."),
                field("text", &Transcription::text, "What is said."),
                field("words", &Transcription::words, "The words and when they are said."),
                field("segments", &Transcription::segments, "The pieces of the text and when they are said."),
                field("languages", &Transcription::languages, "The languages that are spoken."),
                field("logprobs", &Transcription::logprobs, "How likely each token was."),
                field("usage", &Transcription::usage, "What it took."));
}
constexpr auto describe(Type<TranscriptDelta>) {
  return object(
      "TranscriptDelta", field("delta", &TranscriptDelta::delta, "The text that follows."),
      field("logprobs", &TranscriptDelta::logprobs, "How likely its tokens were."),
      field("segment_id", &TranscriptDelta::segment_id, "The segment it belongs to, in a diarized transcription."));
}
constexpr auto describe(Type<TranscriptSegment>) {
  return object("TranscriptSegment", field("id", &TranscriptSegment::id, "Its id."),
                field("start", &TranscriptSegment::start, "When it begins, in seconds."),
                field("end", &TranscriptSegment::end, "When it ends, in seconds."),
                field("text", &TranscriptSegment::text, "What is said."),
                field("speaker", &TranscriptSegment::speaker, "Who says it."));
}
constexpr auto describe(Type<TranscriptDone>) {
  return object("TranscriptDone", field("text", &TranscriptDone::text, "What is said, in whole."),
                field("languages", &TranscriptDone::languages, "The languages that are spoken."),
                field("logprobs", &TranscriptDone::logprobs, "How likely each token was."),
                field("usage", &TranscriptDone::usage, "What it took."));
}

}  // namespace oaicompat::inline v1
